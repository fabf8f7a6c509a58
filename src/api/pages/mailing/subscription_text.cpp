#include "api/pages/mailing/subscription_text.hpp"

#include <array>

namespace usher::api::pages {
namespace {

using Texts = std::array<SubscriptionText, domain::kLanguages.size()>;

// Indexed by domain::Language.
constexpr Texts kUnsubscribe = {{
    {.title = "Unsubscribe",
     .lead = "Press the button if you no longer want to receive “{list}”.",
     .button = "Unsubscribe",
     .done_title = "You are unsubscribed",
     .done_text = "You will not receive “{list}” any more.",
     .gone_title = "This link is no longer valid",
     .gone_text = "It may not have been copied in full. Please use the link in our message."},
    {.title = "Annulla l’iscrizione",
     .lead = "Prema il pulsante se non desidera più ricevere “{list}”.",
     .button = "Annulla l’iscrizione",
     .done_title = "L’iscrizione è annullata",
     .done_text = "Non riceverà più “{list}”.",
     .gone_title = "Questo link non è più valido",
     .gone_text = "Potrebbe non essere stato copiato per intero. La preghiamo di usare il link nel "
                  "nostro messaggio."},
    {.title = "Cancelar la suscripción",
     .lead = "Pulse el botón si ya no desea recibir «{list}».",
     .button = "Cancelar la suscripción",
     .done_title = "Su suscripción está cancelada",
     .done_text = "Ya no recibirá «{list}».",
     .gone_title = "Este enlace ya no es válido",
     .gone_text =
         "Es posible que no se haya copiado entero. Utilice el enlace de nuestro mensaje."},
    {.title = "Se désabonner",
     .lead = "Appuyez sur le bouton si vous ne souhaitez plus recevoir « {list} ».",
     .button = "Me désabonner",
     .done_title = "Vous êtes désabonné",
     .done_text = "Vous ne recevrez plus « {list} ».",
     .gone_title = "Ce lien n’est plus valable",
     .gone_text = "Il n’a peut-être pas été copié en entier. Veuillez utiliser le lien de notre "
                  "message."},
    {.title = "Cancelar a inscrição",
     .lead = "Pressione o botão se já não quiser receber “{list}”.",
     .button = "Cancelar a inscrição",
     .done_title = "A sua inscrição foi cancelada",
     .done_text = "Já não receberá “{list}”.",
     .gone_title = "Este link deixou de ser válido",
     .gone_text = "Pode não ter sido copiado por inteiro. Use o link da nossa mensagem."},
    {.title = "配信停止",
     .lead = "「{list}」の配信を停止するには、ボタンを押してください。",
     .button = "配信を停止する",
     .done_title = "配信を停止しました",
     .done_text = "今後「{list}」は届きません。",
     .gone_title = "このリンクは無効です",
     .gone_text = "リンクの一部が欠けている可能性があります。メールに記載されたリンクをご利用くださ"
                  "い。"},
    {.title = "Afmeld",
     .lead = "Tryk på knappen, hvis du ikke længere vil modtage “{list}”.",
     .button = "Afmeld",
     .done_title = "Du er afmeldt",
     .done_text = "Du modtager ikke længere “{list}”.",
     .gone_title = "Linket gælder ikke længere",
     .gone_text = "Det er måske ikke kopieret helt med. Brug linket i vores mail."},
}};

constexpr Texts kConfirm = {{
    {.title = "Confirm your subscription",
     .lead = "Press the button to confirm that you want to receive “{list}”.",
     .button = "Confirm subscription",
     .done_title = "Thank you, you are subscribed",
     .done_text = "From now on you will receive “{list}”.",
     .gone_title = "This link is no longer valid",
     .gone_text = "The subscription may have ended, or the link may not have been copied in full."},
    {.title = "Confermi la sua iscrizione",
     .lead = "Prema il pulsante per confermare che desidera ricevere “{list}”.",
     .button = "Conferma l’iscrizione",
     .done_title = "Grazie, l’iscrizione è confermata",
     .done_text = "D’ora in poi riceverà “{list}”.",
     .gone_title = "Questo link non è più valido",
     .gone_text = "L’iscrizione potrebbe essere terminata, o il link non essere stato copiato per "
                  "intero."},
    {.title = "Confirme su suscripción",
     .lead = "Pulse el botón para confirmar que desea recibir «{list}».",
     .button = "Confirmar la suscripción",
     .done_title = "Gracias, su suscripción está confirmada",
     .done_text = "A partir de ahora recibirá «{list}».",
     .gone_title = "Este enlace ya no es válido",
     .gone_text = "Es posible que la suscripción haya terminado o que el enlace no se haya copiado "
                  "entero."},
    {.title = "Confirmez votre abonnement",
     .lead = "Appuyez sur le bouton pour confirmer que vous souhaitez recevoir « {list} ».",
     .button = "Confirmer l’abonnement",
     .done_title = "Merci, vous êtes abonné",
     .done_text = "Vous recevrez désormais « {list} ».",
     .gone_title = "Ce lien n’est plus valable",
     .gone_text = "L’abonnement a peut-être pris fin, ou le lien n’a pas été copié en entier."},
    {.title = "Confirme a sua inscrição",
     .lead = "Pressione o botão para confirmar que quer receber “{list}”.",
     .button = "Confirmar a inscrição",
     .done_title = "Obrigado, a sua inscrição está confirmada",
     .done_text = "A partir de agora receberá “{list}”.",
     .gone_title = "Este link deixou de ser válido",
     .gone_text = "A inscrição pode ter terminado, ou o link não ter sido copiado por inteiro."},
    {.title = "配信登録の確認",
     .lead = "「{list}」を受け取るには、ボタンを押してください。",
     .button = "登録を確認する",
     .done_title = "登録が完了しました",
     .done_text = "今後「{list}」をお届けします。",
     .gone_title = "このリンクは無効です",
     .gone_text = "登録が終了しているか、リンクの一部が欠けている可能性があります。"},
    {.title = "Bekræft din tilmelding",
     .lead = "Tryk på knappen for at bekræfte, at du vil modtage “{list}”.",
     .button = "Bekræft tilmeldingen",
     .done_title = "Tak, du er tilmeldt",
     .done_text = "Fra nu af modtager du “{list}”.",
     .gone_title = "Linket gælder ikke længere",
     .gone_text = "Tilmeldingen er måske afsluttet, eller linket er ikke kopieret helt med."},
}};

}  // namespace

const SubscriptionText& unsubscribe_text(domain::Language language) {
  return kUnsubscribe[static_cast<std::size_t>(language)];
}

const SubscriptionText& subscribe_text(domain::Language language) {
  return kConfirm[static_cast<std::size_t>(language)];
}

}  // namespace usher::api::pages
