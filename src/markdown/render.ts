// What does a text look like on a page: the team's, and a stranger's?
import { arrange } from './arrange.ts'
import { parse, type Scene, toHtml } from './engine.ts'
import type { Target } from './reference-rule.ts'
import { sanitize } from './sanitize.ts'

/** @returns where the reference leads, and what it says there; undefined leaves it as text */
export type ReferenceResolver = (reference: Target) => { href: string; title?: string } | undefined

export type RenderOptions = {
  /** The end of a line is only a blank, as in files of a repository; without it, it is a line break, as people mean it. */
  softBreaks?: boolean
  /** Where a file is found that the text names `/uploads/<secret>/<name>`; a picture from there is shown. */
  uploads?: (path: string) => string | undefined
  /** Where a path leads that the text names beside itself, as files of a repository do; undefined leaves it. */
  beside?: (path: string, as: 'link' | 'image') => string | undefined
}

/** Files of the desk itself; their own route sees to who may look. */
const isUpload = (src: string) => /^\/(?:[\w.-]+\/)*uploads\/[0-9a-f]{32}\/[^\s"<>]+$/.test(src)

/**
 * A text of the team as HTML for a page.
 * @param options.references turns references into links; without it they stay text
 */
export function renderMarkdown(
  source: string,
  options: RenderOptions & { references?: ReferenceResolver } = {},
): string {
  const { references: resolve } = options
  return render(
    source,
    options,
    { seek: resolve !== undefined, resolve, file: options.beside !== undefined },
    true,
  )
}

/** A customer's text as HTML for a page: shown as written; it refers to nothing and notifies nobody (SPEC §4.8). */
export function renderCustomerText(source: string, options: RenderOptions = {}): string {
  return render(source, options, { mail: true }, false)
}

function render(source: string, options: RenderOptions, scene: Scene, tasks: boolean): string {
  const { softBreaks, uploads, beside } = options
  const ours = new Set<string>()
  const pictures = new Set<string>()
  const file = (path: string) => {
    const place = isUpload(path) ? uploads?.(path) : undefined
    if (place !== undefined) ours.add(place)
    return place
  }
  const tokens = parse(source, scene)
  const shown = (src: string) => {
    const place = file(src) ?? beside?.(src, 'image')
    if (place !== undefined) pictures.add(place)
    return place
  }
  const link = (href: string) => file(href) ?? beside?.(href, 'link')
  arrange(tokens, { link, image: shown, isFile: url => ours.has(url), tasks })
  const clean = (html: string) => sanitize(html, { mayShow: src => isUpload(src) || pictures.has(src) })
  return toHtml({ source, tokens, scene: { ...scene, softBreaks }, clean })
}
