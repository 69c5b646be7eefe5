// With which words do mail programs introduce the mail that is answered?

/** "wrote", as the introducing line ends or names it. */
export const wrote =
  /(?<![\p{L}])(?:wrote|writes?|schrieb(?:en)?|a écrit|ha(?:t)? geschrieben|escribió|escreveu|ha scritto|scrisse|schreef|heeft .{0,80}geschreven|skrev|kirjoitti|napisał(?:a|\(a\)|o)?|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|написал(?:\(а\)|а|и)?|написав|пише|пишет|yazdı|şunları yazdı|írta|a scris|написа|έγραψε|đã viết|menulis|escrigué|va escriure|kirjutas|rašė|skrifaði|је написао(?:\/ла)?|је написала|je napisao(?:\/la)?|je napisala?(?:\/a)?|napisala?|napisao|pisze|napisana|missatge de|rakstīja)(?![\p{L}])|写道|寫道|写了|のメッセージ|書きました|のメール|님이 작성|작성:|เขียนว่า|تمت كتابة|كتب|نوشت|ने लिखा|כתב|מאת/iu

/** How the introducing line begins: a preposition, a weekday or the date itself. */
export const introduces =
  /^[\s>*_"“«–—-]{0,12}(?:(?:on|am|le|el|il|em|op|den|på|w dniu|dnia|dne|dňa|in data|vào|pada|às|στις|a las?|la data|li|la|em|ngày|el dia|ma\b|dana|the|at|no dia|kuupäev|на|pe|în|في|در تاریخ|בתאריך|ב-)\s|在\s?\d|ใน|V\s|\d{1,4}[./\-年]|\d{1,2}\s\p{L}{3,}|\d{1,2}:\d{2}|[\p{L}]{2,12}[.,]{1,2}\s*\(?\d|\p{L}{2,3}\s\d{1,2}\.\s|[\p{L}]{2,12}[.,]\s\p{L}{3,12}\.?\s\d|(?:в|у)\s|"?[^"<>@]{1,60}"?\s<[^<>\s]+@[^<>\s]+>)/iu

/** Rules with words in them: "-----Original Message-----". */
export const separates =
  /^[\s>*]*[-_=]{2,}\s*(?:original[- ](?:message|nachricht|appointment|meddelelse|melding)|ursprüngliche nachricht|weitergeleitete nachricht|(?:e-?mail|message|courriel|mail) (?:d'origine|original|transféré|initial)|mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat meddelande|oprindelig (?:meddelelse|besked)|opprinnelig melding|alkuperäinen viesti|(?:oryginalna )?wiadomość(?: oryginalna)?|původní (?:zpráva|e-?mail)|pôvodná správa|исходное сообщение|пересылаемое сообщение|оригинальное сообщение|eredeti üzenet|özgün ileti|mesaj original|forwarded message|reply message|元のメッセージ|原始邮件|原始郵件|원본 메시지|[^:]{2,200} wrote:\s?-|on .{3,300} wrote)\s*[-_=]{0,}/iu

/** Apple Mail has no rule. */
export const announces =
  /^[\s>*]*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato)\s*:/i

/**
 * A header pasted as text, as Outlook does: who, when, to whom, about what. In lower case, parted by `|`.
 */
const labels = {
  from: 'from|von|de|da|van|från|fra|od|от|від|lähettäjä|kimden|gönderen|feladó|expéditeur|remitente|mittente|afzender|absender|avsändare|afsender|差出人|发件人|寄件者|보낸사람|보낸 사람|от кого|dari|từ|จาก|מאת|من|از|από|de la|šalje|saatja|nuo|frá|送信者|寄件人|발신|発信者|보낸이|no',
  sent: 'message du|sent|gesendet|envoyé|envoyé le|enviado|enviado el|enviado em|inviato|verzonden|skickat|sendt|lähetetty|wysłano|wysłane|odesláno|odoslané|отправлено|надіслано|gönderildi|gönderilme tarihi|elküldve|送信日時|发送时间|寄件日期|보낸날짜|보낸 날짜|date|datum|fecha|data|dato|päivämäärä|päiväys|дата|tarih|dátum|日付|日期|날짜|enviada em|enviat|trimis|trimis la|στάλθηκε|ημερομηνία|נשלח|תאריך|تاريخ الإرسال|تم الإرسال|التاريخ|فرستاده شده|تاریخ|poslano|poslato|изпратено|saadetud|nosūtīts|išsiųsta|đã gửi|ngày|ส่งเมื่อ|วันที่|dikirim|tanggal|传送时间|傳送日期|寄件時間|보낸시간|보낸 시간',
  to: 'to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|кому|kime|alıcı|címzett|destinataire|per|宛先|收件人|收件者|받는사람|받는 사람|cc|kopie|copie|copie à|kopia|per a|προς|אל|إلى|به|către|prima|za|до|adressaat|kam|đến|ถึง|kepada|kenelle|수신|收件地址|副本|抄送|dw|κοιν|κοιν.|עותק',
  subject:
    're|subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|konu|tárgy|件名|主题|主旨|제목|subiect|θέμα|נושא|الموضوع|موضوع|assumpte|zadeva|naslov|относно|teema|tēma|chủ đề|เรื่อง|subjek|perihal|efni|主題|标题',
} as const

export type Label = keyof typeof labels

const labelsByWord = new Map(
  Object.entries(labels).flatMap(([label, words]) =>
    words.split('|').map(word => [word, label as Label] as const),
  ),
)
/** Characters before the colon: marks of quotes and emphasis, and the longest label. */
const labelLength = 80

/** Which header field a pasted line names. */
export function labelOf(line: string): Label | null {
  const western = line.indexOf(':')
  const eastern = line.indexOf('：')
  const colon = western === -1 || (eastern !== -1 && eastern < western) ? eastern : western
  if (colon === -1 || colon > labelLength) return null
  const word = line
    .slice(0, colon)
    .replace(/[>*_\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  return labelsByWord.get(word.toLowerCase()) ?? null
}
