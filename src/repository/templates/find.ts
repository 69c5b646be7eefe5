// Which text has a template, and which templates are there?
import type { Repositories } from '../repositories.ts'
import { tipOf } from '../tips.ts'
import { folders, limits, type TemplateFolder, templateFile } from './kinds.ts'
import { type Entry, type Listing, listingAt } from './listing.ts'
import type { TemplateSource } from './sources.ts'
import { textOf } from './text.ts'

type Wanted = { folder: TemplateFolder; name: string }

/** A file that was looked at and not taken, and why: `is missing`, `is empty`, … */
export type PassedOver = { source: TemplateSource; reason: string }

export type Found = {
  /** `.gitlab/service_desk_templates/thank_you.md` */
  file: string
  /** Null: none of the sources has it. */
  text: string | null
  source: TemplateSource | null
  /** Those before it. */
  passed: PassedOver[]
}

export type Named = { name: string; source: TemplateSource }

export const missing = 'is missing'

/** The text of the first source that has one. @throws what git says if a repository cannot be read */
export async function findTemplate(
  repositories: Repositories,
  sources: readonly TemplateSource[],
  { folder, name }: Wanted,
): Promise<Found> {
  const file = templateFile(folder, name)
  const passed: PassedOver[] = []
  for (const source of sources) {
    const { text, reason } = await readIn(repositories, source, file)
    if (text !== null) return { file, text, source, passed }
    passed.push({ source, reason })
  }
  return { file, text: null, source: null, passed }
}

type Read = { text: string; reason: '' } | { text: null; reason: string }

async function readIn(repositories: Repositories, source: TemplateSource, file: string): Promise<Read> {
  const repository = await repositories.open(source)
  const tip = await tipOf(repository, source.default_branch)
  if (tip === null) return { text: null, reason: missing }
  const entry = (await listingAt(repository, tip)).get(file)
  const reason = whyNot(entry)
  if (entry === undefined || reason !== null) return { text: null, reason: reason ?? missing }
  const text = await textOf(repository, entry.oid)
  return text.trim() === '' ? { text: null, reason: 'is empty' } : { text, reason: '' }
}

/** A link may lead anywhere and a submodule to code that is elsewhere: only a plain file is a text. */
function whyNot(entry: Entry | undefined): string | null {
  if (entry === undefined) return missing
  if (entry.mode === '120000') return 'is a symbolic link, which is not followed'
  if (entry.mode === '160000') return 'is a submodule'
  if (!entry.mode.startsWith('100')) return 'is a folder'
  if (entry.size > limits.bytes) return `is larger than ${limits.bytes / 1024} KiB`
  return entry.size === 0 ? 'is empty' : null
}

/** The names of all templates of a folder that can be used, each from the nearest source, in alphabetical order. */
export async function listTemplates(
  repositories: Repositories,
  sources: readonly TemplateSource[],
  folder: TemplateFolder,
): Promise<Named[]> {
  const found = new Map<string, Named>()
  for (const source of sources) {
    const repository = await repositories.open(source)
    const tip = await tipOf(repository, source.default_branch)
    if (tip === null) continue
    for (const name of namesIn(await listingAt(repository, tip), folder))
      if (!found.has(name)) found.set(name, { name, source })
  }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

function namesIn(listing: Listing, folder: TemplateFolder): string[] {
  const start = `${folders[folder]}/`
  return [...listing].flatMap(([path, entry]) =>
    path.startsWith(start) && path.endsWith('.md') && whyNot(entry) === null
      ? [path.slice(start.length, -'.md'.length)]
      : [],
  )
}
