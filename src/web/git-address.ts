// At which addresses does git's own client look for a repository?

/** Namespaces and the project, each with its name; nothing below `/-/`, where pages of a project are. */
const project = String.raw`\/(?!-\/|api\/)(?!(?:[^?#]*\/)?-\/)((?:[^\/?#]+\/)+[^\/?#]+?)`
const ends = String.raw`info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/[^?#]*`
const repository = new RegExp(String.raw`^${project}\.git(?:\/(${ends}))?\/?(\?.*)?$`)
const withoutGit = new RegExp(String.raw`^${project}\/info\/refs(\?(?:.*&)?service=git-.*)$`)

/**
 * `/group/project.git/info/refs` becomes `/-/git/group%2Fproject/info/refs`, since a route cannot say "a path of any
 * depth, and then". Every other URL stays as it is.
 */
export function toGitRoute(url: string): string {
  // Longer ones name nothing, and need not be matched.
  if (url.length > 4096) return url
  const match = repository.exec(url)
  if (match) return `/-/git/${encoded(match[1])}${match[2] ? `/${match[2]}` : ''}${match[3] ?? ''}`
  const bare = withoutGit.exec(url)
  return bare ? `/-/git-of/${encoded(bare[1])}${bare[2]}` : url
}

/** The parts of the path are encoded already, so that only the slashes between them are left to encode. */
const encoded = (path = '') => path.replaceAll('/', '%2F')

/** Where the project's page is; made of its parts, so that it leads nowhere else. */
export function pagePath(path: string): string {
  return `/${path.split('/').map(encodeURIComponent).join('/')}`
}
