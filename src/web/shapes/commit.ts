// How does a commit, or what it changed, become what the API says of it?
import type { z } from 'zod'
import type { commit as contract } from '#contract'
import type { code } from '#repository'

type Place = { externalUrl: string; fullPath: string }

/** Digits that GitLab shows of an oid. */
const shortDigits = 8

export function commitShape(
  commit: code.commits.Commit,
  { externalUrl, fullPath }: Place,
  stats?: code.commits.Stats,
): z.output<typeof contract.Commit> {
  return {
    id: commit.oid,
    short_id: commit.oid.slice(0, shortDigits),
    created_at: commit.committedAt,
    parent_ids: commit.parents,
    title: commit.title,
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commit.authoredAt,
    committer_name: commit.committerName,
    committer_email: commit.committerEmail,
    committed_date: commit.committedAt,
    web_url: `${externalUrl}/${fullPath}/-/commit/${commit.oid}`,
    ...(stats === undefined ? {} : { stats }),
  }
}

export function diffShape(file: code.diffs.FileDiff): z.output<typeof contract.Diff> {
  return {
    old_path: file.oldPath,
    new_path: file.newPath,
    a_mode: file.oldMode,
    b_mode: file.newMode,
    new_file: file.newFile,
    renamed_file: file.renamedFile,
    deleted_file: file.deletedFile,
    diff: file.diff,
    too_large: file.tooLarge,
    collapsed: false,
  }
}
