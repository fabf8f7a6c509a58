#include "worker/footer.hpp"

#include <array>

namespace usher::worker {
namespace {

// The footers are indexed by domain::Language.
constexpr std::array<Footer, domain::kLanguages.size()> kFooters = {{
    {"You receive this message because you are subscribed to “", "”.", "Unsubscribe"},
    {"Riceve questo messaggio perché è iscritto a “", "”.", "Annulla l’iscrizione"},
    {"Recibe este mensaje porque está suscrito a «", "».", "Cancelar la suscripción"},
    {"Vous recevez ce message parce que vous êtes abonné à « ", " ».", "Se désabonner"},
    {"Recebe esta mensagem porque está inscrito em “", "”.", "Cancelar a inscrição"},
    {"このメールは「", "」にご登録の方にお送りしています。", "配信を停止する"},
    {"Du modtager denne mail, fordi du er tilmeldt “", "”.", "Afmeld"},
}};

}  // namespace

const Footer& footer_in(domain::Language language) {
  return kFooters[static_cast<std::size_t>(language)];
}

}  // namespace usher::worker
