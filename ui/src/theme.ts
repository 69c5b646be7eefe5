// Light, dark, or as the system says? Kept in the browser too, so that the first paint is right.
export type Theme = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'compact'

export const preference = (name: string): string | null => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}
/** Browsers that keep nothing (private windows with storage off) are no reason to fail. */
export const prefer = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value)
  } catch {
    // The wish holds until the page is left.
  }
}

export function applyTheme(theme: Theme): void {
  prefer('theme', theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function applyDensity(density: Density): void {
  prefer('density', density)
  document.documentElement.dataset.density = density
}

export function applyStored(): void {
  applyTheme((preference('theme') as Theme | null) ?? 'system')
  applyDensity((preference('density') as Density | null) ?? 'comfortable')
}
