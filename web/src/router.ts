import { createRouter, createWebHistory } from 'vue-router';

/** Every page is loaded when it is opened: a wall screen does not carry the manager's charts. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./pages/start/start-page.vue') },
    {
      path: '/display/:hall',
      component: () => import('./pages/display/display-page.vue'),
      props: true,
    },
    { path: '/kiosk/:hall', component: () => import('./pages/kiosk/kiosk-page.vue'), props: true },
    { path: '/counter', component: () => import('./pages/counter/counter-page.vue') },
    { path: '/t/:code', component: () => import('./pages/holder/holder-page.vue'), props: true },
    { path: '/rate/:window', component: () => import('./pages/rate/rate-page.vue'), props: true },
    {
      path: '/manage/:section(.*)*',
      component: () => import('./pages/manage/manage-page.vue'),
      props: true,
    },
    {
      path: '/audit/:section(.*)*',
      component: () => import('./pages/audit/audit-page.vue'),
      props: true,
    },
    { path: '/docs', component: () => import('./pages/docs/docs-page.vue') },
    { path: '/:path(.*)*', component: () => import('./pages/not-found.vue') },
  ],
});
