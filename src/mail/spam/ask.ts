// How is a checker asked by HTTP? For a bounded time, for a bounded answer, and nowhere else than where it lives.
import { limits } from './mail.ts'

export type Answer = { status: number; headers: Headers; text: string }

/** @throws Error in a sentence that names no secret */
export async function ask(
  url: URL,
  { headers, body }: { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> | URLSearchParams },
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // A mail must not travel on to where somebody points.
      redirect: 'error',
      signal: AbortSignal.timeout(limits.answerMs),
    })
    return { status: response.status, headers: response.headers, text: await bounded(response) }
  } catch (error) {
    throw new Error(`${url.host} gave no answer: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `none within ${limits.answerMs / 1000} seconds`
  return error.cause instanceof Error ? error.cause.message : error.message
}

async function bounded(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > limits.answerBytes) throw new Error(`more than ${limits.answerBytes} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
