// What does the API say of a text as a page shows it?
import { z } from 'zod'
import { flag, id, text } from './fields.ts'

/** The longest text that an issue or a note can have. */
const maxText = 1_048_576

/** In the query of what has texts. */
export const Rendered = z.object({
  render_html: flag
    .optional()
    .describe('Adds the texts as safe HTML; references lead where the caller may look'),
})

export const Create = z.object({
  text: text(maxText),
  project: z
    .union([id, text(2000)])
    .optional()
    .describe('Id or full path: where the text stands, for its references and files'),
  gfm: z.boolean().optional().describe('Ignored: every text is read as GitLab reads it'),
})

export const Html = z.object({ html: z.string() }).meta({ id: 'RenderedText' })
