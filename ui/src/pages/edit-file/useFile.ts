// What is being written, and where does one go when it is kept?
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { projectQuery } from '../../api/projects.ts'
import { type CodePlace, removeFile } from '../../api/repository.ts'
import { type KeptFile, saveFile } from '../../api/templates.ts'
import type { Project } from '../../api/types.ts'
import { markUnsaved } from '../../forms/unsaved.ts'
import { tell, tellError } from '../../toasts.ts'
import { codeParam, pathParam } from '../../urls.ts'

type Given = { project: Project; place: CodePlace; first: KeptFile | null }

export function useFile({ project, place, first }: Given) {
  const path = project.path_with_namespace
  const folder = place.path === '' ? '' : `${place.path}/`
  const [file, setFile] = useState(first === null ? folder : place.path)
  const [content, setContent] = useState(first?.content ?? '')
  const [message, setMessage] = useState('')
  const [branch, setBranch] = useState(place.ref)
  const isDirty = content !== (first?.content ?? '') || (first === null && file !== folder)
  const isProposal = branch.trim() !== place.ref
  const name = file.trim()
  const words = message.trim() || `${first === null ? 'Add' : 'Change'} ${name.split('/').at(-1)}`

  const { saving, refusal, work } = useWork({ project, place, name, branch: branch.trim() })
  useEffect(() => (isDirty && !saving ? markUnsaved() : undefined), [isDirty, saving])
  const at = { file: name, branch: branch.trim(), message: words }
  return {
    file,
    setFile,
    content,
    setContent,
    message,
    setMessage,
    branch,
    setBranch,
    saving,
    refusal,
    isProposal,
    canSave: isDirty && name !== '' && !name.endsWith('/') && branch.trim() !== '',
    save: () =>
      work(
        startBranch => saveFile(path, { ...at, content, startBranch, before: first?.commit ?? null }),
        `${name} is committed to ${at.branch}.`,
      ),
    removeIt: () =>
      work(
        startBranch =>
          removeFile(path, {
            ...at,
            message: message.trim() || `Remove ${name}`,
            startBranch,
            before: first?.commit ?? '',
          }),
        `${name} is removed from ${at.branch}.`,
      ),
  }
}

type Wish = { project: Project; place: CodePlace; name: string; branch: string }

/** Does it, says so, and goes where one sees it; what is refused is said, and one stays. */
function useWork({ project, place, name, branch }: Wish) {
  const path = project.path_with_namespace
  const client = useQueryClient()
  const navigate = useNavigate()
  const [saving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const isProposal = branch !== place.ref
  const go = () => {
    if (isProposal) {
      const ends = { source_branch: branch, target_branch: place.ref }
      const query = new URLSearchParams(
        Object.entries(ends).map(([key, value]) => [`merge_request[${key}]`, value]),
      )
      return navigate({ href: `/${path}/-/merge_requests/new?${query}` })
    }
    const folder = [place.ref, ...name.split('/').slice(0, -1)].join('/')
    return navigate({ to: '/p/$path/tree/$at', params: { path: pathParam(path), at: codeParam(folder) } })
  }
  const work = async (change: (startBranch: string | undefined) => Promise<unknown>, went: string) => {
    if (saving) return
    // It stays so until the page is left: what is kept is not unsaved.
    setSaving(true)
    setRefusal(null)
    try {
      await change(isProposal ? place.ref : undefined)
      await client.invalidateQueries({ queryKey: ['code', path] })
      if (project.empty_repo) await client.invalidateQueries({ queryKey: projectQuery(path).queryKey })
      tell(went)
      await go()
    } catch (error) {
      if (error instanceof ApiError) setRefusal(error.message)
      else tellError(error)
      setSaving(false)
    }
  }
  return { saving, refusal, work }
}
