// Which texts stand in the repository: for new issues, and for mails to customers?
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { template } from '#contract'
import { call, encoded, get, post, put } from './client.ts'
import type { IssueRow } from './issues.ts'

export type ListedTemplate = z.input<typeof template.Listed>
export type TemplateSource = ListedTemplate['source']
export type MailText = z.input<typeof template.MailText>
export type MailKind = z.input<typeof template.Kind>
export type PreviewedMail = z.input<typeof template.PreviewedMail>

const at = (path: string) => `/projects/${encoded(path)}`

/** More than a person looks through; the list is searched where it is shown. */
const templatesAtOnce = 100

export const issueTemplatesQuery = (path: string) =>
  queryOptions({
    queryKey: ['templates', path, 'issues'],
    queryFn: ({ signal }) =>
      get<ListedTemplate[]>(`${at(path)}/templates/issues`, { per_page: templatesAtOnce }, signal),
    staleTime: 10_000,
  })

export const issueTemplateQuery = (path: string, name: string) =>
  queryOptions({
    queryKey: ['templates', path, 'issues', name],
    queryFn: ({ signal }) =>
      get<{ content: string }>(`${at(path)}/templates/issues/${encoded(name)}`, undefined, signal),
    staleTime: 10_000,
  })

/** From Developer up. */
export const mailTextsQuery = (path: string) =>
  queryOptions({
    queryKey: ['service_desk', path, 'templates'],
    queryFn: ({ signal }) => get<MailText[]>(`${at(path)}/service_desk/templates`, undefined, signal),
  })

type Previewed = { kind: MailKind; iid: number | null; content?: string | undefined }

/** A mail as it would leave; `content` in place of what is saved, `iid` null: the newest ticket. */
export const previewMailQuery = (path: string, { kind, iid, content }: Previewed) =>
  queryOptions({
    queryKey: ['service_desk', path, 'previewed_mail', kind, iid, content],
    queryFn: ({ signal }) =>
      call<PreviewedMail>(`${at(path)}/service_desk/templates/preview`, {
        method: 'POST',
        body: {
          kind,
          ...(content === undefined ? {} : { content }),
          ...(iid === null ? {} : { issue_iid: iid }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  })

const ticketsAtOnce = 20

export const foundTicketsQuery = (path: string, search: string) =>
  queryOptions({
    queryKey: ['issues', path, 'found tickets', search],
    queryFn: ({ signal }) =>
      get<IssueRow[]>(
        `${at(path)}/issues`,
        { service_desk: true, per_page: ticketsAtOnce, ...(search === '' ? {} : { search, in: 'title' }) },
        signal,
      ),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })

/** What stands in a file of a branch; `commit`: the last one that changed it. */
export type KeptFile = { content: string; commit: string }

const fileAt = (path: string, file: string) => `${at(path)}/repository/files/${encoded(file)}`

/** @throws ApiError 404: there is no such file, or no such branch */
export async function readFile(path: string, file: string, branch: string): Promise<KeptFile> {
  const found = await get<{ content: string; last_commit_id: string }>(fileAt(path, file), { ref: branch })
  const bytes = Uint8Array.from(atob(found.content), character => character.charCodeAt(0))
  return { content: new TextDecoder().decode(bytes), commit: found.last_commit_id }
}

export type NewVersion = {
  file: string
  branch: string
  /** Where a branch that is not there yet begins. */
  startBranch?: string | undefined
  content: string
  message: string
  /** What was there when writing began; null: nothing. */
  before: string | null
}

/** @throws ApiError if somebody else was faster, or the branch is protected */
export function saveFile(path: string, { file, branch, startBranch, content, message, before }: NewVersion) {
  const body = {
    branch,
    ...(startBranch === undefined ? {} : { start_branch: startBranch }),
    content,
    commit_message: message,
  }
  const url = fileAt(path, file)
  return before === null ? post<unknown>(url, body) : put<unknown>(url, { ...body, last_commit_id: before })
}
