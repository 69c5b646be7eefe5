// Where do the bytes of attachments lie? In files named by their content.
export { openStorage, type Storage } from './storage.ts'
