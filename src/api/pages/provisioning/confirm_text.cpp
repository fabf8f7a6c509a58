#include "api/pages/provisioning/confirm_text.hpp"

#include <array>
#include <cstddef>

namespace usher::api::pages {
namespace {

// Indexed by domain::Language.
constexpr std::array<ConfirmText, domain::kLanguages.size()> kConfirmTexts = {{
    {.title = "Confirm your e-mail address",
     .lead =
         "Press the button to confirm that this e-mail address is yours. We will then open your "
         "{brand} account.",
     .button = "Confirm address",
     .done_title = "Thank you, your address is confirmed",
     .done_text = "Your {brand} account is being opened. You will receive your sign-in details by "
                  "e-mail in a few moments.",
     .invalid_title = "This link is no longer valid",
     .invalid_text =
         "It may have expired, or it may not have been copied in full. Please check the "
         "link in our message, or ask for a new account.",
     .used_title = "Your address is already confirmed",
     .used_text = "There is nothing more for you to do. Your sign-in details are sent by e-mail; "
                  "if you can’t find them, please look in your spam folder too."},
    {.title = "Confermi il suo indirizzo e-mail",
     .lead = "Prema il pulsante per confermare che questo indirizzo e-mail è suo. Il suo account "
             "{brand} verrà poi attivato.",
     .button = "Confermo l’indirizzo",
     .done_title = "Grazie, l’indirizzo è confermato",
     .done_text =
         "Stiamo attivando il suo account {brand}. Tra pochi istanti riceverà per e-mail i "
         "dati di accesso.",
     .invalid_title = "Questo link non è più valido",
     .invalid_text =
         "Potrebbe essere scaduto o non essere stato copiato per intero. La preghiamo di "
         "controllare il link nel nostro messaggio o di richiedere un nuovo account.",
     .used_title = "L’indirizzo è già stato confermato",
     .used_text = "Non deve fare altro. I dati di accesso vengono inviati per e-mail; se non li "
                  "trova, controlli anche la cartella della posta indesiderata."},
    {.title = "Confirme su dirección de correo electrónico",
     .lead = "Pulse el botón para confirmar que esta dirección de correo electrónico es suya. A "
             "continuación activaremos su cuenta de {brand}.",
     .button = "Confirmar la dirección",
     .done_title = "Gracias, su dirección está confirmada",
     .done_text = "Estamos activando su cuenta de {brand}. En unos instantes recibirá sus datos de "
                  "acceso por correo electrónico.",
     .invalid_title = "Este enlace ya no es válido",
     .invalid_text =
         "Es posible que haya caducado o que no se haya copiado entero. Compruebe el enlace "
         "de nuestro mensaje o solicite una cuenta nueva.",
     .used_title = "Su dirección ya estaba confirmada",
     .used_text = "No tiene que hacer nada más. Los datos de acceso se envían por correo "
                  "electrónico; si no los encuentra, mire también en la carpeta de correo no "
                  "deseado."},
    {.title = "Confirmez votre adresse e-mail",
     .lead =
         "Appuyez sur le bouton pour confirmer que cette adresse e-mail est bien la vôtre. Votre "
         "compte {brand} sera ensuite ouvert.",
     .button = "Confirmer l’adresse",
     .done_title = "Merci, votre adresse est confirmée",
     .done_text =
         "Votre compte {brand} est en cours d’ouverture. Vous recevrez vos identifiants par "
         "e-mail dans quelques instants.",
     .invalid_title = "Ce lien n’est plus valable",
     .invalid_text =
         "Il a peut-être expiré ou n’a pas été copié en entier. Veuillez vérifier le lien "
         "dans notre message ou demander un nouveau compte.",
     .used_title = "Votre adresse est déjà confirmée",
     .used_text =
         "Vous n’avez rien d’autre à faire. Vos identifiants sont envoyés par e-mail\u202f; "
         "si vous ne les trouvez pas, regardez aussi parmi vos courriers indésirables."},
    {.title = "Confirme o seu endereço de e-mail",
     .lead =
         "Pressione o botão para confirmar que este endereço de e-mail é seu. A sua conta {brand} "
         "será ativada em seguida.",
     .button = "Confirmar o endereço",
     .done_title = "O seu endereço está confirmado",
     .done_text = "A sua conta {brand} está em preparação. Os dados de acesso serão enviados por "
                  "e-mail dentro de instantes.",
     .invalid_title = "Este link deixou de ser válido",
     .invalid_text =
         "Pode ter expirado ou não ter sido copiado por inteiro. Verifique o link na nossa "
         "mensagem ou peça uma nova conta.",
     .used_title = "O seu endereço já foi confirmado",
     .used_text =
         "Não é necessário fazer mais nada. Os dados de acesso são enviados por e-mail; se "
         "não os encontrar, veja também a pasta de spam."},
    {.title = "メールアドレスの確認",
     .lead = "このメールアドレスがご本人のものであることを確認するため、ボタンを押してください。"
             "確認後、{brand} のアカウントを開設いたします。",
     .button = "メールアドレスを確認する",
     .done_title = "メールアドレスを確認しました",
     .done_text = "ありがとうございます。{brand} のアカウントを準備しています。"
                  "サインイン情報をまもなくメールでお送りします。",
     .invalid_title = "このリンクは無効です",
     .invalid_text =
         "有効期限が切れたか、リンクの一部が欠けている可能性があります。"
         "メールに記載されたリンクをご確認いただくか、改めてアカウントをお申し込みください。",
     .used_title = "メールアドレスは確認済みです",
     .used_text = "これ以上のお手続きは必要ありません。サインイン情報はメールでお送りしています。"
                  "見当たらない場合は、迷惑メールフォルダーもご確認ください。"},
    {.title = "Bekræft din e-mailadresse",
     .lead = "Tryk på knappen for at bekræfte, at e-mailadressen er din. Derefter opretter vi din "
             "konto hos {brand}.",
     .button = "Bekræft adressen",
     .done_title = "Tak, din adresse er bekræftet",
     .done_text =
         "Din konto hos {brand} er ved at blive oprettet. Om et øjeblik får du en mail med "
         "det, du skal bruge for at logge på.",
     .invalid_title = "Linket gælder ikke længere",
     .invalid_text =
         "Det kan være udløbet, eller også er det ikke kopieret helt med. Tjek linket i "
         "vores mail, eller bestil en ny konto.",
     .used_title = "Din adresse er allerede bekræftet",
     .used_text = "Du behøver ikke gøre mere. Det, du skal bruge for at logge på, bliver sendt "
                  "til dig i en mail. Kig også i din spammappe, hvis du ikke kan finde den."},
}};

}  // namespace

const ConfirmText& confirm_text(domain::Language language) {
  return kConfirmTexts[static_cast<std::size_t>(language)];
}

}  // namespace usher::api::pages
