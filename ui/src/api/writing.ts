// What does a text need while it is written? Its rendering, its files, and the answers that a team keeps ready.
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { savedReply, upload } from '#contract'
import { ApiError, call, encoded, get } from './client.ts'

export type SavedReply = z.input<typeof savedReply.SavedReply>
type Upload = z.input<typeof upload.Upload>

/** As the server shows it to the viewer. */
export const renderMarkdown = async (path: string, text: string, signal: AbortSignal): Promise<string> => {
  const body = { text, project: path }
  return (await call<{ html: string }>('/markdown', { method: 'POST', body, signal })).html
}

export const savedRepliesQuery = (path: string) =>
  queryOptions({
    queryKey: ['saved-replies', path],
    queryFn: ({ signal }) => get<SavedReply[]>(`/projects/${encoded(path)}/saved_replies`, undefined, signal),
    staleTime: 60_000,
  })

/** Sends a file and tells how far it is, which `fetch` cannot; gives back the Markdown that shows it. */
export function uploadFile(
  path: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = new XMLHttpRequest()
  const body = new FormData()
  body.append('file', file)
  request.upload.onprogress = ({ loaded, total }) => total > 0 && onProgress(loaded / total)
  request.onload = () => {
    const { status, responseText } = request
    if (status === 201) resolve((JSON.parse(responseText) as Upload).markdown)
    else reject(new ApiError(status, refusalOf(status, responseText)))
  }
  request.onerror = () =>
    reject(new ApiError(0, 'It did not get through. Check the connection and send it again.'))
  request.onabort = () => reject(new DOMException('Stopped', 'AbortError'))
  signal.addEventListener('abort', () => request.abort())
  request.open('POST', `/api/v4/projects/${encoded(path)}/uploads`)
  request.responseType = 'text'
  request.send(body)
  return promise
}

function refusalOf(status: number, text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    if (typeof message === 'string') return message.replace(/^\d{3} [\w ]+ - /, '')
    return Object.values(message as Record<string, string[]>)
      .flat()
      .map(
        said =>
          `It ${said.replace(/(\d+) bytes/, (_, bytes) => `${Math.floor(Number(bytes) / 1024 ** 2)} MB`)}.`,
      )
      .join(' ')
  } catch {
    return status === 413 ? 'It is too big.' : `The desk answered ${status}.`
  }
}
