// @ts-check

import { forgetReceived } from "./drafts.js";

forgetReceived();
