// How does the desk keep and find its rows? PostgreSQL, its own or yours; every write happens in a transaction.

export { hasCluster } from './embedded/cluster.ts'
export { findEmbedded } from './embedded/lock.ts'
export { type Embedded, startEmbedded } from './embedded.ts'
export { freshDatabase } from './fresh.ts'
export { type Listener, listen } from './listen.ts'
export { migrate, readMigrations } from './migrate.ts'
export { notify } from './notify.ts'
export type { Database, Db, Tx } from './pool.ts'
export { openDatabase } from './pool.ts'
export type { DB } from './schema.gen.ts'
export { transaction } from './transaction.ts'
