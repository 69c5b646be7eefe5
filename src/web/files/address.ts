// At which addresses do browsers find a project's files?

/**
 * `/group/project/uploads/<secret>/<name>` becomes `/-/project/group%2Fproject/uploads/<secret>/<name>`, since a route
 * cannot say "a path of any depth, and then". Every other URL stays as it is.
 */
export function toUploadPage(url: string): string {
  const match = /^\/(?!-\/|api\/)([^?#]+)(\/uploads\/[0-9a-f]{32}\/[^/?#]+(?:\?.*)?)$/.exec(url)
  // The parts of the path are encoded already, so that only the slashes between them are left to encode.
  return match ? `/-/project/${match[1]?.replaceAll('/', '%2F')}${match[2]}` : url
}

/** `/group/project/-/raw/<branch>/<path>` becomes `/-/project/group%2Fproject/raw/<branch>/<path>`. */
export function toRawPage(url: string): string {
  const match = /^\/(?!-\/|api\/)([^?#]+?)\/-\/raw(\/[^?#]+(?:\?.*)?)$/.exec(url)
  return match ? `/-/project/${match[1]?.replaceAll('/', '%2F')}/raw${match[2]}` : url
}
