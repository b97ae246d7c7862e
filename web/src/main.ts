import './design/tokens.css';
import { createApp } from 'vue';
import App from './app.vue';
import { router } from './router.js';
import { i18n } from './texts/i18n.js';

createApp(App).use(i18n).use(router).mount('#app');
