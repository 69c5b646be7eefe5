// How do the texts of issues and notes look on a page, to this viewer?
import { setImmediate as othersTurn } from 'node:timers/promises'
import type { z } from 'zod'
import type { issue as issueContract, note as noteContract } from '#contract'
import { lists, policy } from '#issues'
import { type ReferenceResolver, type RenderOptions, renderCustomerText, renderMarkdown } from '#markdown'
import { resolveCommits } from './commit-references.ts'
import type { Request, WebDesk } from './context.ts'
import { foldable } from './folded.ts'

type Note = Pick<
  z.output<typeof noteContract.Note>,
  'body' | 'body_html' | 'trimmed' | 'trimmed_html' | 'external_author'
>

/** Whether the route has `render_html` in its query, and the client asked for it. */
const isAsked = (request: Request) =>
  (request.query as { render_html?: unknown } | undefined)?.render_html === true

/** Files named as within the project are found at their address within the desk. */
const uploadsOf = ({ id }: lists.Home): RenderOptions => ({
  uploads: path => (path.startsWith('/uploads/') ? `/-/project/${id}${path}` : path),
})

/** A text of the team as HTML; `home` is the project in which it stands, which the viewer may see. */
export async function renderText(
  desk: WebDesk,
  request: Request,
  text: string,
  home: lists.Home | null,
): Promise<string> {
  const references = await resolve(desk, request, [text], home)
  return renderMarkdown(text, { ...(home && uploadsOf(home)), references })
}

/** Several texts of the team, one HTML each. */
export async function renderTexts(
  desk: WebDesk,
  request: Request,
  texts: readonly string[],
  home: lists.Home,
): Promise<string[]> {
  const references = await resolve(desk, request, texts, home)
  const rendered: string[] = []
  for (const text of texts) {
    await othersTurn()
    rendered.push(renderMarkdown(text, { ...uploadsOf(home), references }))
  }
  return rendered
}

/** Where their references lead, those to commits included. */
async function resolve(
  desk: WebDesk,
  request: Request,
  texts: readonly string[],
  home: lists.Home | null,
): Promise<ReferenceResolver> {
  const [found, commits] = await Promise.all([
    lists.resolveReferences(desk.db, request.viewer, texts, home),
    resolveCommits(desk, request.viewer, texts, home),
  ])
  return reference => (reference.kind === 'commit' ? commits(reference) : found(reference))
}

/** The notes of one project, with their texts as HTML if the request asks for them. */
export async function withHtml<Shown extends Note>(
  desk: WebDesk,
  request: Request,
  notes: readonly Shown[],
  home: lists.Home,
): Promise<Shown[]> {
  if (!isAsked(request)) return [...notes]
  const ofTeam = notes.filter(note => note.external_author === null).map(({ body }) => body)
  const references = await resolve(desk, request, ofTeam, home)
  const rendered: Shown[] = []
  for (const note of notes) {
    // A page of long mails is work for seconds.
    await othersTurn()
    rendered.push({ ...note, ...htmlOf(note, uploadsOf(home), references) })
  }
  return rendered
}

function htmlOf(
  { body, trimmed, external_author: customer }: Note,
  files: RenderOptions,
  references: ReferenceResolver,
) {
  const body_html =
    customer === null ? renderMarkdown(body, { ...files, references }) : renderCustomerText(body, files)
  // Whoever wrote the note, what it quotes may be a customer's.
  return trimmed === null ? { body_html } : { body_html, trimmed_html: renderCustomerText(trimmed, files) }
}

/** The issue, with its description as HTML if the request asks for it. */
export async function withDescriptionHtml(
  desk: WebDesk,
  request: Request,
  shown: issueContract.Issue,
): Promise<issueContract.Issue> {
  if (!isAsked(request)) return shown
  const { issue, project } = await policy.findIssue(desk.db, request.viewer, shown.id)
  // Empty where the team wrote it, also if the issue was made a ticket later.
  const isMail = issue.customer_text !== null && issue.customer_text !== ''
  if (!isMail)
    return { ...shown, description_html: await renderText(desk, request, shown.description, project) }
  const mailLength = shown.description.length - (issue.template_length ?? 0)
  const html = mailHtml(shown.description.slice(0, mailLength), uploadsOf(project))
  // Below stands the project's template. Read by itself: no mark of the customer's swallows it or makes it hers.
  const template = shown.description.slice(mailLength)
  const below = template === '' ? '' : await renderText(desk, request, template, project)
  return { ...shown, description_html: `${html}${below}` }
}

function mailHtml(description: string, options: RenderOptions): string {
  const { words, tail, files } = foldable(description)
  const [html, below] = [words, files].map(part => renderCustomerText(part, options))
  if (tail === '') return `${html}${below}`
  const quoted = renderCustomerText(tail, options)
  return `${html}<details class="quoted"><summary>Quoted text</summary>\n${quoted}</details>\n${below}`
}
