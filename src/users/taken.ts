// Is a name taken? The unique indexes decide, so that two requests at once cannot both get it.
import { DeskError } from '#kernel'

const sentences: Record<string, string> = {
  users_username: 'Username has already been taken',
  users_email: 'Email has already been taken',
  namespaces_full_path: 'Username has already been taken by a group',
}

/** Turns a breach of those indexes into a conflict (SQLSTATE 23505); everything else goes on as it is. */
export function takenError(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const sentence = code === '23505' ? sentences[constraint ?? ''] : undefined
  if (sentence !== undefined) throw new DeskError('conflict', sentence)
  throw error
}
