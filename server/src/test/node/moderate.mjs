// What OpenAI's own client makes of the service at LIMPID_URL, as one JSON object.
import OpenAI from 'openai';

const baseURL = process.env.LIMPID_URL + '/v1';
const client = new OpenAI({ baseURL, apiKey: process.env.LIMPID_TOKEN, maxRetries: 0 });

/** How the client names what went wrong. */
async function failure(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return {
      name: error.constructor.name,
      typed: error instanceof OpenAI.APIError,
      status: error.status,
      type: error.type,
      code: error.code,
      param: error.param,
      message: error.message,
    };
  }
}

const text = 'You are a worthless idiot and everybody hates you';
console.log(JSON.stringify({
  one: await client.moderations.create({ input: text, model: 'omni-moderation-latest' }),
  many: await client.moderations.create({ input: ['The library opens on Sunday', text, '你好'] }),
  parts: await client.moderations.create({ input: [{ type: 'text', text }] }),
  image: await failure(() => client.moderations.create({
    input: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
  })),
  tooMany: await failure(() => client.moderations.create({ input: Array(101).fill('hello') })),
  stranger: await failure(() => new OpenAI({ baseURL, apiKey: 'nobody', maxRetries: 0 })
    .moderations.create({ input: text })),
  auditor: await failure(() => new OpenAI({ baseURL, apiKey: process.env.LIMPID_AUDITOR, maxRetries: 0 })
    .moderations.create({ input: text })),
}));
