// Which top-level paths does the web serve itself? A group or user of that name could never be reached.

export const reservedPaths: ReadonlySet<string> = new Set(
  `admin api assets dashboard explore favicon.ico files groups health_check help import jwt login oauth profile
  projects public robots.txt s search sent_notifications sitemap snippets support-bot unsubscribes uploads users v2`.split(
    /\s+/,
  ),
)
