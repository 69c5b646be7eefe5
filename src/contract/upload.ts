// What does the API say of a file that was uploaded?
import { z } from 'zod'

export const Upload = z
  .object({
    id: z.int(),
    alt: z.string(),
    url: z.string().describe('Within the project'),
    full_path: z.string().describe('Within the desk'),
    markdown: z.string().describe('What a text says to show the file, or to link to it'),
  })
  .meta({ id: 'Upload' })

/** Sent as multipart/form-data. The file itself is streamed past the validation. */
export const Create = z.object({
  file: z.unknown().optional().meta({ type: 'string', format: 'binary', description: 'The file; required' }),
})

export type Upload = z.input<typeof Upload>
