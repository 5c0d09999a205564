export { default } from '../v1.0/queue-task.js';
