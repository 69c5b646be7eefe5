// What is being written, where will it be kept, and what keeps it from being kept?
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { type KeptFile, type MailText, readFile, saveFile } from '../../api/templates.ts'
import type { Project } from '../../api/types.ts'
import { markUnsaved } from '../../forms/unsaved.ts'
import { mailKinds } from '../../mail-preview/words.ts'
import { tell, tellError } from '../../toasts.ts'

type Given = { project: Project; text: MailText; first: KeptFile | null }

/** Why it was not saved; `theirs`: what somebody else saved meanwhile, null: they took the file away. */
export type Refusal = { says: string; status: number; theirs?: KeptFile | null }

export type Work = ReturnType<typeof useTemplate>

export function useTemplate({ project, text, first }: Given) {
  const path = project.path_with_namespace
  const client = useQueryClient()
  const [kept, setKept] = useState(first)
  const [content, setContent] = useState(first?.content.trim() ? first.content : text.content)
  const [message, setMessage] = useState(`Change the mail to customers: ${mailKinds[text.kind].title}`)
  const [branch, setBranch] = useState(project.default_branch)
  const [saving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [saved, setSaved] = useState(content)
  /** The last other branch on which it was saved. */
  const [proposed, setProposed] = useState<string | null>(null)
  const isDirty = content !== saved
  useEffect(() => (isDirty && !saving ? markUnsaved() : undefined), [isDirty, saving])

  const isProposal = branch.trim() !== project.default_branch

  const afterSaving = async () => {
    setSaved(content)
    await client.invalidateQueries({ queryKey: ['service_desk', path] })
    if (isProposal) return setProposed(branch.trim())
    setKept(await readFile(path, text.file_path, project.default_branch))
    tell('Saved. Customers get it from now on.')
  }

  const save = async () => {
    if (saving) return
    setSaving(true)
    setRefusal(null)
    setProposed(null)
    try {
      await saveFile(path, {
        file: text.file_path,
        content,
        message: message.trim(),
        branch: branch.trim(),
        startBranch: isProposal ? project.default_branch : undefined,
        before: kept?.commit ?? null,
      })
      await afterSaving()
    } catch (error) {
      if (error instanceof ApiError)
        setRefusal(isProposal ? said(error) : await explained(error, { project, text, kept }))
      else tellError(error)
    } finally {
      setSaving(false)
    }
  }

  const settle = (theirs: KeptFile | null, whose: 'mine' | 'theirs') => {
    setKept(theirs)
    setRefusal(null)
    if (whose === 'mine') return
    const words = theirs?.content ?? text.built_in
    setContent(words)
    setSaved(words)
  }

  return {
    content,
    setContent,
    message,
    setMessage,
    branch,
    setBranch,
    saving,
    refusal,
    proposed,
    isProposal,
    /** The first version may be what is built in, word for word. */
    canSave:
      (isDirty || kept === null) && content.trim() !== '' && message.trim() !== '' && branch.trim() !== '',
    save,
    settle,
  }
}

const said = ({ status, message: says }: ApiError): Refusal => ({ says, status })

/** Whether somebody was faster is seen in the file itself, whatever words say it. */
async function explained(
  error: ApiError,
  { project, text, kept }: Omit<Given, 'first'> & { kept: KeptFile | null },
): Promise<Refusal> {
  const refusal = said(error)
  if ([0, 401, 403].includes(error.status)) return refusal
  const theirs = await readFile(project.path_with_namespace, text.file_path, project.default_branch).catch(
    failure => (failure instanceof ApiError && failure.status === 404 ? null : undefined),
  )
  return theirs === undefined || theirs?.commit === kept?.commit ? refusal : { ...refusal, theirs }
}
