// How is kept what must be read again and never lie about in the clear: passwords of mail servers entered in the pages?
export type { Secrets } from './secrets.ts'
export { openSecrets } from './secrets.ts'
