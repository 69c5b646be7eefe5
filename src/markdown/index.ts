// How is a text shown, and what does it point at?
export { findReferences, type Reference } from './references.ts'
export { type ReferenceResolver, renderCustomerText, renderMailHtml, renderMarkdown } from './render.ts'
