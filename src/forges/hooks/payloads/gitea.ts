// What do Gitea and Forgejo tell? The same as GitHub; a pull request's events have more names.
import type { Told } from '../told.ts'
import { fromGitHub } from './github.ts'

export const fromGitea = (event: string, body: Record<string, unknown>): Told =>
  fromGitHub(event.startsWith('pull_request') ? 'pull_request' : event, body)
