// Does the new cluster have the desk's database yet?
import { Client } from 'pg'
import { databaseName, socketUrl } from './socket.ts'

const duplicateDatabase = '42P04'

/** Looked at on each start: a crash may have come between making the cluster and making the database. */
export async function ensureDatabase(socketFolder: string): Promise<void> {
  const client = new Client({ connectionString: socketUrl(socketFolder, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName}`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === duplicateDatabase)) throw error
  } finally {
    await client.end()
  }
}
