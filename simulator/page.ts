import type { DeliveredMessage } from './journal.js';

type Phone = Readonly<{ name: string; openid: string; credits: Readonly<Record<string, number>> }>;

const newestShown = 100;

/** A plain page of the phones and what they received, newest first. */
export const overviewPage = (
  phones: readonly Phone[],
  messages: readonly DeliveredMessage[],
): string => {
  const newest = messages.slice(-newestShown).reverse();
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>WeChat simulator</title>
<style>body{font:16px system-ui;margin:2rem auto;max-width:60rem}td,th{padding:.3rem .8rem;text-align:left;vertical-align:top}code{font-size:.8em}</style>
<h1>WeChat simulator</h1>
<h2>Messages (${messages.length})</h2>
<table><tr><th>at<th>phone<th>message<th>page</tr>${newest.map(messageRow).join('')}</table>
<h2>Phones (${phones.length})</h2>
<table><tr><th>phone<th>openid<th>may still receive</tr>${phones.map(phoneRow).join('')}</table></html>`;
};

const messageRow = (message: DeliveredMessage): string =>
  `<tr><td>${escape(message.at)}<td>${escape(message.user)}<td>${Object.values(message.data)
    .map(escape)
    .join('<br>')}<td><code>${escape(message.page ?? '')}</code></tr>`;

const phoneRow = (phone: Phone): string =>
  `<tr><td>${escape(phone.name)}<td><code>${escape(phone.openid)}</code><td>${Object.entries(
    phone.credits,
  )
    .map(([templateId, left]) => `<code>${escape(templateId)}</code> ${left}`)
    .join('<br>')}</tr>`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? '');
