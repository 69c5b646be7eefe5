// How is the HTML part put together?

const style = `body{font-family:-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#1f2328}
.footer{margin-top:28px;padding-top:10px;border-top:1px solid #d8dee4;font-size:12px;color:#59636e}
blockquote{margin:0 0 0 4px;padding-left:12px;border-left:3px solid #d8dee4;color:#59636e}
pre{padding:10px;background:#f6f8fa;overflow-x:auto}img{max-width:100%}`

/** A whole document: some programs show a fragment as text. */
export function htmlPage(title: string, body: string, footer: string): string {
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
<div class="footer">
${footer}
</div>
</body>
</html>
`
}
