/** Something that a program does with the API, as commands that run as they stand. */
export type Recipe = Readonly<{ id: string; commands: string }>;

const json = `-H 'Content-Type: application/json'`;
const as = (token: string): string => `-H "Authorization: Bearer $${token}"`;
const key = `-H "Idempotency-Key: $(date +%s%N)"`;
/** The field of an answer, without any tool but those of every Unix. */
const field = (name: string): string => `sed -E 's/.*"${name}":"([^"]+)".*/\\1/'`;

/** What the others begin with. @param url of the service that shows the page */
export const preamble = (url: string): string =>
  `URL=\${URL:-${url}}
TOKEN=\${ADMIN_TOKEN:-$(cat data/admin-token)}`;

/** In the order in which they can be run one after the other, on the demo hall. */
export const recipes: readonly Recipe[] = [
  {
    id: 'kiosk',
    commands: `curl -fsS -X POST "$URL/api/v1/halls/demo/queues/A/tickets" \\
  ${as('TOKEN')} ${key} ${json} \\
  -d '{"priority": "normal"}'`,
  },
  {
    id: 'terminal',
    commands: `for COMMAND in open call-next recall start complete; do
  curl -fsS -X POST "$URL/api/v1/halls/demo/windows/1/$COMMAND" ${as('TOKEN')} ${key}
done`,
  },
  {
    id: 'events',
    commands: `NUMBER="B$((800 + RANDOM % 199))"
NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
curl -fsS -X POST "$URL/api/v1/halls/demo/call-events" ${as('TOKEN')} ${key} ${json} -d '{"events": [
  {"id": "'$NUMBER-$NOW-1'", "type": "TicketIssued", "number": "'$NUMBER'", "queueId": "B", "occurredAt": "'$NOW'"},
  {"id": "'$NUMBER-$NOW-2'", "type": "WindowCalled", "number": "'$NUMBER'", "windowId": "3", "occurredAt": "'$NOW'"}
]}'`,
  },
  {
    id: 'display',
    commands: `curl -fsS "$URL/api/v1/halls/demo/board"
# Live: one event per change; send the last id back as Last-Event-ID. Here for two seconds.
curl -sN --max-time 2 "$URL/api/v1/halls/demo/board/live" || true`,
  },
  {
    id: 'appointments',
    commands: `# A queue that takes appointments every day, twenty from nine to ten:
SLOT='[{"from": "09:00", "to": "10:00", "capacity": 20}]'
DAYS=$(for DAY in mon tue wed thu fri sat sun; do printf '"%s": %s,' $DAY "$SLOT"; done)
curl -fsS -X PUT "$URL/api/v1/halls/demo/queues/Y" ${as('TOKEN')} ${json} \\
  -d '{"name": "预约业务", "prefix": "Y", "appointments": {"slots": {"weekly": {'"\${DAYS%,}"'}}}}'
TOMORROW=$(date -u -d '+32 hours' +%F)
curl -fsS "$URL/api/v1/halls/demo/queues/Y/slots?date=$TOMORROW" ${as('TOKEN')}
BOOKED=$(curl -fsS -X POST "$URL/api/v1/halls/demo/queues/Y/appointments" ${as('TOKEN')} ${key} ${json} \\
  -d '{"date": "'$TOMORROW'", "from": "09:00"}')
curl -fsS -X DELETE "$URL/api/v1/appointments/$(echo "$BOOKED" | ${field('appointmentId')})" ${as('TOKEN')}
curl -fsS -X DELETE "$URL/api/v1/halls/demo/queues/Y" ${as('TOKEN')}`,
  },
  {
    id: 'holder',
    commands: `TICKET=$(curl -fsS -X POST "$URL/api/v1/halls/demo/queues/A/tickets" ${as('TOKEN')} ${key})
# In WeChat the code comes of wx.login(); the simulator takes user-{name}-{anything new}.
HOLDER=$(curl -fsS -X POST "$URL/api/v1/wechat/login" ${json} -d '{"code": "user-lin-'$(date +%s%N)'"}' | ${field('token')})
curl -fsS -X POST "$URL/api/v1/tickets/bind" ${as('HOLDER')} ${key} ${json} \\
  -d '{"bindCode": "'$(echo "$TICKET" | ${field('bindCode')})'"}'
curl -fsS -X POST "$URL/api/v1/tickets/$(echo "$TICKET" | ${field('ticketId')})/cancel" ${as('HOLDER')} ${key}`,
  },
  {
    id: 'audit',
    commands: `DAY=$(curl -fsS "$URL/api/v1/halls/demo/board" | ${field('businessDay')})
curl -fsS "$URL/api/v1/audit/messages.csv?hallId=demo&businessDay=$DAY" ${as('TOKEN')} -o messages.csv
curl -fsS "$URL/api/v1/audit/messages.ndjson?hallId=demo&businessDay=$DAY" ${as('TOKEN')} -o messages.ndjson
wc -l messages.csv messages.ndjson`,
  },
  {
    id: 'replay',
    commands: `DAY=$(curl -fsS "$URL/api/v1/halls/demo/board" | ${field('businessDay')})
curl -fsS -X POST "$URL/api/v1/audit/replays" ${as('TOKEN')} ${json} \\
  -d '{"hallId": "demo", "businessDay": "'$DAY'", "threshold": 5}'`,
  },
  {
    id: 'device',
    commands: `ASKED=$(curl -fsS -X POST "$URL/oauth/device_authorization" -d client_id=kiosk)
CODE=$(echo "$ASKED" | ${field('user_code')})
# An administrator lets it in, here or on the management page:
curl -fsS -X POST "$URL/api/v1/devices/$CODE/approve" ${as('TOKEN')} ${key} ${json} \\
  -d '{"role": "kiosk", "hallId": "demo", "label": "取号机"}'
# The device asks every "interval" seconds until it is let in:
curl -fsS -X POST "$URL/oauth/token" -d grant_type=urn:ietf:params:oauth:grant-type:device_code \\
  -d "device_code=$(echo "$ASKED" | ${field('device_code')})"`,
  },
  {
    id: 'settings',
    commands: `curl -fsS "$URL/api/v1/halls/demo/settings.yaml" ${as('TOKEN')} -o demo.yaml
# With dryRun=true it answers what would change, and changes nothing.
curl -fsS -X PUT "$URL/api/v1/halls/demo/settings.yaml?dryRun=true" ${as('TOKEN')} \\
  -H 'Content-Type: application/yaml' --data-binary @demo.yaml`,
  },
];
