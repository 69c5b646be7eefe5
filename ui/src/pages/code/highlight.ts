// Which words of a file mean what? Found by highlight.js, language by language, each brought when it is needed.
import type { LanguageFn } from 'highlight.js'

/** Letters of one look in a line. */
export type Piece = { text: string; look: string }

type Load = () => Promise<{ default: LanguageFn }>

const languages: Record<string, Load> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
  elixir: () => import('highlight.js/lib/languages/elixir'),
  go: () => import('highlight.js/lib/languages/go'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  less: () => import('highlight.js/lib/languages/less'),
  lua: () => import('highlight.js/lib/languages/lua'),
  makefile: () => import('highlight.js/lib/languages/makefile'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  perl: () => import('highlight.js/lib/languages/perl'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  scala: () => import('highlight.js/lib/languages/scala'),
  scss: () => import('highlight.js/lib/languages/scss'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
}

/** Endings and whole names of files, and what is written in them. */
const byEnding: Record<string, string> = {
  bash: 'bash',
  sh: 'bash',
  zsh: 'bash',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  diff: 'diff',
  patch: 'diff',
  dockerfile: 'dockerfile',
  ex: 'elixir',
  exs: 'elixir',
  go: 'go',
  ini: 'ini',
  toml: 'ini',
  conf: 'ini',
  cfg: 'ini',
  java: 'java',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  json: 'json',
  kt: 'kotlin',
  kts: 'kotlin',
  less: 'less',
  lua: 'lua',
  makefile: 'makefile',
  mk: 'makefile',
  md: 'markdown',
  pl: 'perl',
  pm: 'perl',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  rake: 'ruby',
  gemfile: 'ruby',
  rs: 'rust',
  scala: 'scala',
  scss: 'scss',
  sql: 'sql',
  swift: 'swift',
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'typescript',
  xml: 'xml',
  html: 'xml',
  svg: 'xml',
  vue: 'xml',
  yml: 'yaml',
  yaml: 'yaml',
}

/** Characters; colours of more take a browser longer than they help. */
const maxCharacters = 300_000

/** The pieces of each line; null: it is shown plain. */
export async function highlight(text: string, name: string): Promise<Piece[][] | null> {
  const language = byEnding[name.toLowerCase().split('.').at(-1) ?? '']
  const load = language === undefined ? undefined : languages[language]
  if (language === undefined || load === undefined || text.length > maxCharacters) return null
  const [{ default: core }, { default: grammar }] = await Promise.all([
    import('highlight.js/lib/core'),
    load(),
  ])
  core.registerLanguage(language, grammar)
  return linesOf(core.highlight(text, { language, ignoreIllegals: true }).value)
}

/** Its HTML is read as a document that shows nothing and runs nothing; only letters and looks are taken from it. */
function linesOf(html: string): Piece[][] {
  const lines: Piece[][] = [[]]
  const walk = (node: Node, look: string) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const [first = '', ...more] = (node.textContent ?? '').split('\n')
      if (first !== '') lines.at(-1)?.push({ text: first, look })
      for (const text of more) lines.push(text === '' ? [] : [{ text, look }])
      return
    }
    const own = node instanceof Element ? lookOf(node.className) : ''
    for (const child of node.childNodes) walk(child, own || look)
  }
  const { body } = new DOMParser().parseFromString(`<!doctype html><body><pre>\n${html}`, 'text/html')
  walk(body, '')
  return lines
}

/** Few colours, each with the contrast that small letters need in both themes. */
const looks: readonly (readonly [RegExp, string])[] = [
  [/hljs-(?:comment|quote|meta)\b/, 'text-faint italic'],
  [/hljs-(?:keyword|selector-tag|doctag|section|tag|name)\b/, 'text-done'],
  [/hljs-(?:string|regexp|symbol|addition|link)\b/, 'text-open'],
  [/hljs-(?:number|literal|attr|attribute|variable|template-variable|bullet)\b/, 'text-held'],
  [/hljs-(?:title|built_in|type|property|selector-class|selector-id)\b/, 'text-accent'],
  [/hljs-deletion\b/, 'text-bad'],
]
const lookOf = (classes: string) => looks.find(([pattern]) => pattern.test(classes))?.[1] ?? ''
