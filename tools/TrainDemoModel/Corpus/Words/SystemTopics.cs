namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Parts of this system: what they are called in questions, what is right about them, and the words by which an answer is recognised.</summary>
internal static class SystemTopics
{
    /// <summary>Names, separated by slashes; the explanation, as a pattern; what it is good for, as a pattern; keywords.</summary>
    public static IReadOnlyList<(string[] Names, string What, string Why, string[] Keywords)> All { get; } =
    [
        .. new[]
        {
            ("prefill/prefilling/the prefill phase", "Prefill is the (first phase|first part) of a request: the (model|worker) reads (the whole prompt|all tokens of the prompt) at once and fills the KV cache.", "It is (limited by|bound by) compute, and its end gives the first token of the answer.", "prompt;cache"),
            ("decode/decoding/the decode phase", "Decode is the second phase of a request: the (model|worker) makes the answer one token (after another|at a time).", "Each step reads all weights and the KV cache, so it is (limited|bound) by memory bandwidth.", "token;step|one"),
            ("the KV cache/a KV cache/KV cache", "The KV cache holds the keys and values of (all tokens so far|the tokens that were computed), in blocks.", "So (earlier tokens need not be computed again|each new token only needs one step|nothing is computed twice).", "keys;values"),
            ("the router/routing/the RouterGrain", "The router (decides|chooses) which worker (does|takes) the prefill and which (one |)the decode of (a|each) request.", "It weighs (the load of the workers and the blocks they hold|who has the prompt's beginning in the cache and who has room).", "worker"),
            ("the autoscaler/autoscaling/the AutoscalerGrain", "The autoscaler (watches|looks at) the demand and shifts workers between (the roles|prefill and decode).", "So (the pool fits the load|waiting stays short|the latency goals are met) without more hardware.", "worker|role;demand|shift"),
            ("a role shift/role shifting/role shifts", "A role shift turns a prefill worker into a decode worker, or the other way round, while it (runs|goes on).", "Weights and KV cache stay, so it takes only (milliseconds|a moment).", "prefill;decode"),
            ("a pool/pools/a worker pool", "A pool is a group of workers that serve the same model under one policy.", "The policy says (how many workers of each role there may be|minimum, maximum and budget of the roles).", "worker;model|policy"),
            ("a worker/workers/a GPU worker", "A worker is a process that (runs|computes) the model on a GPU or a CPU.", "It (prefills, decodes or does both|has a role: prefill, decode or both), and reports its (state|load) to the pool.", "model|process"),
            ("a grain/grains/an Orleans grain", "A grain is a (small |)virtual actor of Orleans: it holds state and (handles|takes) one message at a time.", "In this system grains (control the requests|plan and remember), but tokens never go through them.", "actor|orleans;state|control"),
            ("the gateway/a gateway", "The gateway is the door: it takes HTTP requests (in OpenAI's form|as OpenAI's API has them), makes tokens of them and streams the answer back.", "It talks to the workers directly, so tokens (never pass the grains|take the short way).", "http|request;answer|token"),
            ("the silo/a silo", "The silo is the Orleans process that (hosts|runs) the grains.", "One command starts the silo, the gateway and the workers.", "grain|orleans"),
            ("Orleans/Microsoft Orleans", "Orleans is a framework for virtual actors in .NET.", "This system uses it for its control (plane|side): routing, pools and scaling are grains.", "actor|grain"),
            ("a token/tokens", "A token is a piece of text, (often a word or a part of one|such as a word or a part of it), with a number.", "Models read and write tokens, not letters.", "text;word|number"),
            ("a tokenizer/the tokenizer/tokenization", "A tokenizer cuts text into tokens and (turns tokens back into text|joins them again).", "This system reads it from the model's own file.", "text;token"),
            ("migration/a migration/live migration", "A migration moves a running answer from one worker to another, with its KV cache.", "The client (notices nothing|only sees the next token), because no token is lost.", "worker;another|cache"),
            ("disaggregation/disaggregated serving/splitting prefill and decode", "Disaggregation means that prefill and decode of a request run on different workers.", "So long prompts do not (slow down|disturb) the answers that are being written.", "prefill;decode"),
            ("prefix caching/the prefix cache/a prefix cache", "Prefix caching keeps the KV blocks of earlier prompts, so that a prompt with the same beginning (need not|does not have to) compute them again.", "This saves (time and work|prefill time) when many prompts share a beginning.", "block|beginning;prompt"),
            ("the KV index/a KV index/the KvShardGrain", "The KV index knows which worker holds which blocks of the KV cache.", "The router asks it, so that a prompt goes where its beginning already (is|lies).", "worker;block"),
            ("continuous batching/batching/a batch", "Continuous batching computes many requests in one step, and lets requests join and leave (between|after) steps.", "So the hardware is busy and nobody waits for the slowest.", "request;step"),
            ("a block/KV blocks/blocks", "A block is a fixed number of tokens of the KV cache, the unit in which memory is given out.", "Full blocks have a hash, so that others with the same beginning can share them.", "token|memory;cache"),
            ("quantization/a quantized model/quantisation", "Quantization stores the weights with fewer bits, such as 8 or 4.", "The model (becomes|gets) smaller and faster, and loses only a little quality.", "weights;bits|smaller"),
            ("GGUF/a GGUF file/the GGUF format", "GGUF is a file format that holds a model's weights, tokenizer and chat template in one file.", "Give such a file to this system with --model.", "file;model|weights"),
            ("streaming/token streaming", "Streaming sends each token to the client as soon as it is made.", "So the reader (sees|can read) the beginning while the rest is still being written.", "token;client|soon|made"),
            ("time to first token/TTFT/the time to first token", "Time to first token is how long a client waits until the answer begins.", "It is mostly queueing and prefill.", "first|begins;wait|prefill|queue"),
            ("backpressure/load shedding/a full queue", "When the queue is full, the system refuses new requests with status 429 and says when to try again.", "So those who were accepted are served in time.", "429|refuse"),
            ("a lease/leases/a worker's lease", "A lease says that a worker is alive: it must be renewed every moment, and after three seconds of silence the worker is taken for lost.", "Then its requests go on elsewhere.", "worker;renew|silence|alive"),
            ("fault tolerance/recovery/what happens when a worker dies", "When a worker dies, its requests are planned anew, and go on at another worker after the last token that the client has.", "The answer is the same, token for token.", "worker;another|anew"),
            ("the simulator/simulation", "The simulator plays the policies in virtual time, with many workers that exist only as numbers.", "So plans can be tried without any GPU.", "polic|virtual|workers"),
            ("structured output/JSON mode/constrained decoding", "Structured output allows only tokens that fit a schema or grammar.", "So the answer is always valid, for example as JSON.", "token|schema;json|valid|schema"),
            ("this system/this project/the orchestrator/this server", "This system serves language models: a gateway takes requests, grains plan them, and workers compute the answers.", "Workers can change their role between prefill and decode while they run.", "worker;gateway|grain|request"),
        }.Select(t => (t.Item1.Split('/'), t.Item2, t.Item3, t.Item4.Split(';'))),
    ];
}
