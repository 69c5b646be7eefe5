// Is the browser's part built, and from the sources as they are now? If not, it is built: `--anew` builds in any case.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'ui/dist/built-from')

/** Sources, the shapes of the API that they name, and the versions of what is packed with them. */
function sources(): string {
  const hash = createHash('sha256')
  const files = globSync(
    ['ui/src/**/*', 'ui/public/*', 'ui/index.html', 'ui/vite.config.ts', 'package-lock.json'],
    {
      cwd: root,
      withFileTypes: true,
    },
  )
  const paths = files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name))
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

const wanted = sources()
const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
if (built !== wanted || process.argv.includes('--anew')) {
  const { build } = await import('vite')
  await build({ configFile: join(root, 'ui/vite.config.ts'), logLevel: 'warn' })
  writeFileSync(stamp, wanted)
  console.log('The web app is built: ui/dist')
}
