// Which texts does a project keep as files, and where?

/** Folders of the default branch, as in GitLab. */
export const folders = {
  service_desk: '.gitlab/service_desk_templates',
  issues: '.gitlab/issue_templates',
  merge_requests: '.gitlab/merge_request_templates',
} as const

export type TemplateFolder = keyof typeof folders

export const limits = {
  /** Bytes of a template: a quarter of what the description of an issue may hold, and more than anybody reads in a mail. */
  bytes: 256 * 1024,
  /** Bytes of git's list of all templates: some ten thousand names. */
  listBytes: 2 * 1024 * 1024,
  /** Repositories whose list of templates is remembered; each takes some kilobytes. */
  repositories: 2000,
  /** Characters of texts that are remembered. */
  characters: 16 * 1024 * 1024,
} as const

/**
 * The file of a template. Names are compared exactly with what stands in the folder, so that none leads out of it.
 * @param name without `.md`: `thank_you`, `bug`
 */
export function templateFile(folder: TemplateFolder, name: string): string {
  return `${folders[folder]}/${name}.md`
}
