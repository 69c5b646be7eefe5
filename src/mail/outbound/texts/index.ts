// What do the mails of a project say, and what would they look like with another text?
export { listTexts as list, type MailText, warningsOf } from './list.ts'
export { type Preview, previewText as preview } from './preview.ts'
