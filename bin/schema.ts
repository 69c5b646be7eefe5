// What do the migrations make? `npm run schema` writes it down for TypeScript.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeSchema } from '../src/db/describe.ts'
import { freshDatabase } from '../src/db/fresh.ts'

await using fresh = await freshDatabase()
writeFileSync(join(import.meta.dirname, '../src/db/schema.gen.ts'), await describeSchema(fresh.pool))
