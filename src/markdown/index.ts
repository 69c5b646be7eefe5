// How is a text shown, and what does it point at?
export { withoutComments } from './comments.ts'
export { renderMailHtml } from './mail.ts'
export { plainText } from './plain-text.ts'
export { type Received, type ReceivedOptions, renderReceivedHtml } from './received.ts'
export type { Reference } from './reference-rule.ts'
export { findReferences } from './references.ts'
export { type ReferenceResolver, type RenderOptions, renderCustomerText, renderMarkdown } from './render.ts'
