#include "api/pages/access/log_on_text.hpp"

#include <array>
#include <cstddef>

namespace usher::api::pages {
namespace {

// Indexed by domain::Language.
constexpr std::array<LogOnText, domain::kLanguages.size()> kLogOnTexts = {{
    {.title = "Connect {application} to your account",
     .lead = "{application} asks for access to your {brand} account. It could then:",
     .reads = "see your lists, subscribers, messages and statistics",
     .changes = "change them and send messages in your name",
     .made_by = "{application} is not part of {brand}. Its maker can be reached at {contact}.",
     .user_name = "User name",
     .password = "Password",
     .allow = "Sign in and allow",
     .refuse = "Refuse",
     .hint = "Your user name and password are in the mail that you received when your {brand} "
             "account was opened. You give them to {brand} only; {application} does not see them.",
     .wrong = "The user name or the password is wrong. Please try again.",
     .too_many = "Too many attempts. Please wait a minute and try again.",
     .must_choose = "Please choose your own password first: sign in at {address}, then come back "
                    "to this page.",
     .stale = "Please sign in once more: this page was open for too long, or your browser does not "
              "keep cookies.",
     .bad_title = "This connection can’t be made",
     .bad_text = "The application that sent you here has made a mistake. Nothing has been "
                 "changed. Please tell its maker what is written below."},
    {.title = "Colleghi {application} al suo account",
     .lead = "{application} chiede di accedere al suo account {brand}. Potrà quindi:",
     .reads = "vedere liste, iscritti, messaggi e statistiche",
     .changes = "modificarli e inviare messaggi a suo nome",
     .made_by = "{application} non fa parte di {brand}. Può contattare chi la realizza "
                "all’indirizzo {contact}.",
     .user_name = "Nome utente",
     .password = "Password",
     .allow = "Accedi e consenti",
     .refuse = "Rifiuta",
     .hint = "Nome utente e password si trovano nell’e-mail che ha ricevuto all’apertura del suo "
             "account {brand}. Li comunica solo a {brand}: {application} non li vede.",
     .wrong = "Il nome utente o la password non sono corretti. Riprovi.",
     .too_many = "Troppi tentativi. Attenda un minuto e riprovi.",
     .must_choose =
         "Prima scelga una sua password: acceda su {address}, poi torni su questa pagina.",
     .stale = "Acceda di nuovo: la pagina è rimasta aperta troppo a lungo o il browser non "
              "conserva i cookie.",
     .bad_title = "Il collegamento non è possibile",
     .bad_text = "L’applicazione che l’ha portata qui ha commesso un errore. Non è stato "
                 "modificato nulla. Comunichi a chi la realizza quanto riportato qui sotto."},
    {.title = "Conectar {application} con su cuenta",
     .lead = "{application} solicita acceso a su cuenta de {brand}. Con ello podría:",
     .reads = "ver sus listas, suscriptores, mensajes y estadísticas",
     .changes = "modificarlos y enviar mensajes en su nombre",
     .made_by = "{application} no forma parte de {brand}. Puede ponerse en contacto con su "
                "responsable en {contact}.",
     .user_name = "Nombre de usuario",
     .password = "Contraseña",
     .allow = "Iniciar sesión y permitir",
     .refuse = "Rechazar",
     .hint = "Encontrará el nombre de usuario y la contraseña en el correo que recibió al abrirse "
             "su cuenta de {brand}. Solo los facilita a {brand}; {application} no los ve.",
     .wrong = "El nombre de usuario o la contraseña no son correctos. Inténtelo de nuevo.",
     .too_many = "Demasiados intentos. Espere un minuto e inténtelo de nuevo.",
     .must_choose = "Elija antes su propia contraseña: inicie sesión en {address} y vuelva después "
                    "a esta página.",
     .stale = "Inicie sesión de nuevo: la página ha estado abierta demasiado tiempo o su navegador "
              "no guarda cookies.",
     .bad_title = "No se puede establecer la conexión",
     .bad_text = "La aplicación que le ha traído aquí ha cometido un error. No se ha cambiado "
                 "nada. Comunique a su responsable lo que se indica a continuación."},
    {.title = "Relier {application} à votre compte",
     .lead = "{application} demande l’accès à votre compte {brand}. Elle pourrait alors\u202f:",
     .reads = "consulter vos listes, vos abonnés, vos messages et vos statistiques",
     .changes = "les modifier et envoyer des messages en votre nom",
     .made_by = "{application} ne fait pas partie de {brand}. Vous pouvez joindre son éditeur à "
                "l’adresse {contact}.",
     .user_name = "Nom d’utilisateur",
     .password = "Mot de passe",
     .allow = "Se connecter et autoriser",
     .refuse = "Refuser",
     .hint = "Votre nom d’utilisateur et votre mot de passe figurent dans l’e-mail reçu à "
             "l’ouverture de votre compte {brand}. Vous ne les confiez qu’à {brand}\u202f; "
             "{application} ne les voit pas.",
     .wrong = "Le nom d’utilisateur ou le mot de passe est incorrect. Veuillez réessayer.",
     .too_many = "Trop de tentatives. Veuillez patienter une minute avant de réessayer.",
     .must_choose = "Choisissez d’abord votre propre mot de passe\u202f: connectez-vous sur "
                    "{address}, puis revenez sur cette page.",
     .stale = "Veuillez vous connecter à nouveau\u202f: cette page est restée ouverte trop "
              "longtemps ou votre navigateur ne conserve pas les cookies.",
     .bad_title = "La connexion ne peut pas être établie",
     .bad_text = "L’application qui vous a conduit ici a commis une erreur. Rien n’a été modifié. "
                 "Veuillez transmettre à son éditeur ce qui est indiqué ci-dessous."},
    {.title = "Ligar {application} à sua conta",
     .lead = "{application} pede acesso à sua conta {brand}. Poderá então:",
     .reads = "ver as suas listas, subscritores, mensagens e estatísticas",
     .changes = "alterá-los e enviar mensagens em seu nome",
     .made_by = "{application} não faz parte de {brand}. Pode contactar o responsável através de "
                "{contact}.",
     .user_name = "Nome de utilizador",
     .password = "Palavra-passe",
     .allow = "Iniciar sessão e permitir",
     .refuse = "Recusar",
     .hint = "O nome de utilizador e a palavra-passe estão no e-mail que recebeu quando a sua "
             "conta {brand} foi aberta. Só os indica a {brand}; {application} não os vê.",
     .wrong = "O nome de utilizador ou a palavra-passe não estão corretos. Tente novamente.",
     .too_many = "Demasiadas tentativas. Aguarde um minuto e tente novamente.",
     .must_choose = "Escolha primeiro a sua própria palavra-passe: inicie sessão em {address} e "
                    "volte depois a esta página.",
     .stale = "Inicie sessão novamente: a página esteve aberta demasiado tempo ou o seu navegador "
              "não guarda cookies.",
     .bad_title = "Não é possível estabelecer a ligação",
     .bad_text = "A aplicação que o trouxe até aqui cometeu um erro. Nada foi alterado. Comunique "
                 "ao responsável o que se encontra abaixo."},
    {.title = "{application} をアカウントに連携",
     .lead = "{application} が、お客様の {brand} アカウントへのアクセスを求めています。"
             "許可すると、次の操作が可能になります。",
     .reads = "リスト、購読者、メッセージ、統計の閲覧",
     .changes = "これらの変更、およびお客様の名義でのメッセージ送信",
     .made_by = "{application} は {brand} の一部ではありません。開発元の連絡先: {contact}",
     .user_name = "ユーザー名",
     .password = "パスワード",
     .allow = "サインインして許可する",
     .refuse = "許可しない",
     .hint =
         "ユーザー名とパスワードは、{brand} のアカウント開設時にお送りしたメールに記載されて"
         "います。入力内容は {brand} にのみ送信され、{application} に知られることはありません。",
     .wrong = "ユーザー名またはパスワードが正しくありません。もう一度お試しください。",
     .too_many = "試行回数が多すぎます。1分ほど待ってから、もう一度お試しください。",
     .must_choose = "先にご自身のパスワードを設定してください。{address} "
                    "でサインインしてから、このページにお戻りください。",
     .stale = "もう一度サインインしてください。ページを開いてから時間が経過したか、ブラウザーで "
              "Cookie が無効になっています。",
     .bad_title = "連携できません",
     .bad_text = "このページを開いたアプリケーションに誤りがあります。何も変更されていません。"
                 "以下の内容を開発元にお知らせください。"},
    {.title = "Forbind {application} med din konto",
     .lead = "{application} beder om adgang til din konto hos {brand}. Den vil så kunne:",
     .reads = "se dine lister, abonnenter, beskeder og statistikker",
     .changes = "ændre dem og sende beskeder i dit navn",
     .made_by = "{application} er ikke en del af {brand}. Udvikleren kan kontaktes på {contact}.",
     .user_name = "Brugernavn",
     .password = "Adgangskode",
     .allow = "Log på og tillad",
     .refuse = "Afvis",
     .hint = "Brugernavn og adgangskode står i den mail, du fik, da din konto hos {brand} blev "
             "oprettet. Du giver dem kun til {brand}; {application} ser dem ikke.",
     .wrong = "Brugernavnet eller adgangskoden er forkert. Prøv igen.",
     .too_many = "For mange forsøg. Vent et minut, og prøv igen.",
     .must_choose =
         "Vælg først din egen adgangskode: Log på på {address}, og vend så tilbage til denne side.",
     .stale = "Log på igen: Siden har været åben for længe, eller din browser gemmer ikke cookies.",
     .bad_title = "Forbindelsen kan ikke oprettes",
     .bad_text = "Programmet, der sendte dig hertil, har begået en fejl. Der er ikke ændret "
                 "noget. Giv udvikleren besked om det, der står herunder."},
}};

}  // namespace

const LogOnText& log_on_text(domain::Language language) {
  return kLogOnTexts[static_cast<std::size_t>(language)];
}

}  // namespace usher::api::pages
