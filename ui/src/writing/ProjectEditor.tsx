// How does the editor know the project it writes in? Here its completion, files and preview are tied together.
import type { IssueRow } from '../api/issues.ts'
import { renderMarkdown, uploadFile } from '../api/writing.ts'
import { Editor, type EditorProps } from '../components/Editor/Editor.tsx'
import { usePerson } from '../session.ts'
import { useSources } from './sources.tsx'

type Props = Omit<EditorProps, 'sources' | 'upload' | 'render'> & {
  path: string
  /** The issue that is written on; absent while it is being opened. */
  issue?: IssueRow | undefined
}

export function ProjectEditor({ path, issue, ...rest }: Props) {
  const sources = useSources(path, issue)
  const person = usePerson()
  return (
    <Editor
      {...rest}
      sources={sources}
      render={(text, signal) => renderMarkdown(path, text, signal)}
      upload={person ? (file, onProgress, signal) => uploadFile(path, file, onProgress, signal) : undefined}
    />
  )
}
