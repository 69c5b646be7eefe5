// Who counts as one where only so much is given to each? A person, or the address of nobody whom we know.
import type { Request } from './context.ts'

export const peerOf = ({ viewer, ip }: Pick<Request, 'viewer' | 'ip'>) =>
  viewer === null ? `address ${ip}` : `user ${viewer.id}`
