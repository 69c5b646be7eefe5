// Which text has each kind of mail of a project, where does it come from, and is something wrong with it?
import type { Db } from '#db'
import { type Repositories, templates } from '#repository'
import { builtIn, placeholders, placeholdersIn, type TemplateKind } from '../templates.ts'

export type MailText = {
  kind: TemplateKind
  /** Where the project's own text stands, or would stand. */
  file: string
  text: string
  builtIn: string
  /** Null: it is the built-in one. */
  source: templates.TemplateSource | null
  /** Sentences for those who write it. */
  warnings: string[]
}

const kinds = Object.keys(builtIn) as TemplateKind[]

export async function listTexts(
  desk: { db: Db; repositories: Repositories },
  projectId: number,
): Promise<MailText[]> {
  const sources = await templates.sourcesOf(desk.db, projectId)
  return Promise.all(
    kinds.map(async kind => {
      const wanted = { folder: 'service_desk', name: kind } as const
      const { file, text, source, passed } = await templates.find(desk.repositories, sources, wanted)
      // That there is no file is no fault; one that cannot be used is.
      const [own] = passed
      const faults =
        own === undefined || own.reason === templates.missing
          ? []
          : [
              `${file} ${own.reason}, so customers get the ${source === null ? 'built-in' : 'inherited'} text.`,
            ]
      const warnings = text === null ? faults : [...faults, ...warningsOf(kind, file, text)]
      return { kind, file, text: text ?? builtIn[kind], builtIn: builtIn[kind], source, warnings }
    }),
  )
}

/** What customers would miss, or read without understanding it. */
export function warningsOf(kind: TemplateKind, file: string, text: string): string[] {
  const named = placeholdersIn(text)
  const unknown = [...named].filter(name => !placeholders.has(name)).map(name => `%{${name}}`)
  return [
    ...(kind === 'new_note' && !named.has('NOTE_TEXT')
      ? [`${file} has no %{NOTE_TEXT}: customers get a mail without the answer.`]
      : []),
    ...(unknown.length > 0
      ? [`${file} has placeholders that mean nothing and stay as they are: ${unknown.join(', ')}.`]
      : []),
  ]
}
