// With which words do phones sign for their owners, and lawyers for everybody?

const device = String.raw`[\p{L}\p{N}][\p{L}\p{N}\s'’.+-]{0,50}`
/** Behind the name of a program: its address. */
const link = String.raw`(?:\s?[<(\[]?\s?https?:\/\/\S{1,200})?`

/** A whole line, in the languages of phones and programs. What goes on with a comma or a verb is a sentence. */
const phrases = [
  `(?:sent|written) (?:from|via|with|using|by) (?:my |an? |the )?${device}`,
  `get outlook for ${device}`,
  `(?:von (?:meinem|meiner|unterwegs|mobil)|gesendet (?:von|mit|aus|über)|verschickt (?:von|mit)) ?(?:${device})?(?: gesendet| aus gesendet)?`,
  `diese nachricht wurde von ${device} gesendet`,
  `(?:holen|laden) sie sich outlook für ${device}`,
  `(?:envoyé|envoyée) (?:de|depuis|à partir de|avec|par) ?(?:mon |ma |l['’])?${device}`,
  `(?:télécharger|obtenez?|téléchargez) outlook pour ${device}`,
  `enviado (?:desde|con|a través de|do|da|pelo|a partir d[eo]|de) (?:mi |meu |minha )?${device}`,
  `(?:obtener|obter) (?:o )?outlook para ${device}`,
  `inviato (?:da|dal|con|tramite) (?:mio |il mio )?${device}`,
  `(?:ottieni|scarica) outlook per ${device}`,
  `(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|van|met|via) (?:mijn )?${device}`,
  `(?:download|krijg) outlook voor ${device}`,
  `skickat från (?:min )?${device}`,
  `sendt fra (?:min )?${device}`,
  `(?:hämta|hent|få) outlook (?:för|til|for) ${device}`,
  `lähetetty ${device}`,
  `${device}(?:sta|stä) lähetetty`,
  `wysłan[eoay] (?:z|ze|za pomocą|przy użyciu) (?:mojego )?${device}`,
  `odesláno z(?:e)? (?:mého )?${device}`,
  `odoslané z(?:o)? (?:môjho )?${device}`,
  `(?:elküldve (?:az? )?${device}|${device}(?:ról|ről|ból|ből) küldve)`,
  `trimis de pe ${device}`,
  `отправлено (?:с|из|через) (?:моего )?${device}`,
  `надіслано (?:з|із|через) (?:мого )?${device}`,
  `изпратено от ${device}`,
  `${device} gönderildi`,
  `στάλθηκε από (?:το )?${device}`,
  `(?:نُ?رسلت|أُ?رسلت|تم الإرسال) من ${device}`,
  `נשלח מ${device}`,
  `(?:đã gửi|được gửi) từ ${device}`,
  `dikirim dari ${device}`,
  `(?:发自我的|發自我的|发送自|從我的|从我的)s?${device}`,
  `${device}s?(?:から送信|で送信|에서 보냄|에서 전송|傳送)`,
  `나의 ${device}에서 보냄`,
]

export const fromPhone = new RegExp(
  String.raw`^[\s>*_]{0,4}(?:${phrases.join('|')})${link}[\s.!*_>)\]]{0,4}$`,
  'iu',
)

/** How a disclaimer begins: it is long, and says in its first lines what it is. */
export const disclaims =
  /^[\s>*_=-]{0,10}(?:(?:confidentiality (?:notice|note)|legal (?:notice|disclaimer)|e-?mail disclaimer|disclaimer|haftungsausschluss|vertraulichkeitshinweis|avis de confidentialité|aviso (?:legal|de confidencialidad(?:e)?)|avviso di riservatezza)\s?:?.{40}|(?:this (?:e-?mail|message|communication|transmission)|the (?:information|content) (?:contained )?in this (?:e-?mail|message)|diese (?:e-?mail|nachricht)|der inhalt dieser (?:e-?mail|nachricht)|ce (?:message|courriel|mail)|este (?:correo|mensaje|e-?mail)|esta mensagem|questo messaggio|le informazioni contenute in quest|dit (?:bericht|e-?mailbericht)|detta meddelande|denne (?:e-?post|mail|meddelelse)|ta wiadomość|niniejsza wiadomość|настоящее сообщение|данное сообщение).{0,200}(?:confidential|privileged|intended (?:only|solely)|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|konfidentiell|fortrolig|poufn|конфиденциальн))/iu
