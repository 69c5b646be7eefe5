// How does a label look to a client?
import type { label } from '#contract'
import type { Label, labels } from '#issues'

export function labelShape(row: Label | labels.ListedLabel): label.Label {
  const counts =
    'open_issues_count' in row && row.open_issues_count !== null
      ? { open_issues_count: row.open_issues_count, closed_issues_count: row.closed_issues_count ?? 0 }
      : {}
  return {
    id: row.id,
    name: row.title,
    description: row.description,
    color: row.color,
    text_color: textColor(row.color),
    priority: row.priority,
    is_project_label: row.project_id !== null,
    ...counts,
  }
}

/** Relative luminance as WCAG 2.2 weighs the channels; above the middle, black is easier to read. */
function textColor(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140 ? '#1F1E24' : '#FFFFFF'
}
