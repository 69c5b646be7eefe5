// How does the API say no? GitLab's two shapes: `message` for what was refused, `error` for what was not understood.
import { z } from 'zod'

/** What a rule refused: one sentence, or the wrong fields with what is wrong with each. */
export const Refusal = z
  .object({ message: z.union([z.string(), z.record(z.string(), z.array(z.string()))]) })
  .meta({ id: 'Refusal' })

/** What could not be understood: each parameter by name. Scopes that do not suffice come in this shape too. */
export const Misunderstanding = z
  .object({ error: z.string(), error_description: z.string().optional(), scope: z.string().optional() })
  .meta({ id: 'Misunderstanding' })

export type Refusal = z.infer<typeof Refusal>
export type Misunderstanding = z.infer<typeof Misunderstanding>
