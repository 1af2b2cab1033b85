// Greedy tokens and first logits of a GGUF model as llama.cpp computes them: the goldens beside this file.
//   oracle MODEL.gguf GOLDEN.jsonl [f32|f16]
// Reads the file's first line (recipe) and the prompts of the others, and prints the file anew on standard output.
// "lead" is the smallest lead of a best token over the second. KV cache F32 unless told, CPU, one thread, no flash attention.
#include "llama.h"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

using json = nlohmann::ordered_json;

static const size_t STEPS_SHOWN = 8, BEST_SHOWN = 5;

static void fail(const std::string & why) {
    std::cerr << "oracle: " << why << "\n";
    std::exit(1);
}

static std::vector<llama_token> tokenize(const llama_vocab * vocab, const std::string & text, bool begin, bool special) {
    std::vector<llama_token> tokens(text.size() + 8);
    const int count = llama_tokenize(vocab, text.data(), (int) text.size(), tokens.data(), (int) tokens.size(), begin, special);
    if (count < 0) fail("cannot tokenize: " + text);
    tokens.resize(count);
    return tokens;
}

static std::string piece(const llama_vocab * vocab, llama_token token) {
    char buffer[256];
    const int length = llama_token_to_piece(vocab, token, buffer, sizeof buffer, 0, false);
    return std::string(buffer, std::max(0, length));
}

// The tokens with the highest logits, best first; of equals the lower id.
static std::vector<int> best(const float * logits, int vocab_size, size_t count) {
    std::vector<int> order(vocab_size);
    std::iota(order.begin(), order.end(), 0);
    std::partial_sort(order.begin(), order.begin() + count, order.end(),
        [&](int a, int b) { return logits[a] != logits[b] ? logits[a] > logits[b] : a < b; });
    order.resize(count);
    return order;
}

int main(int argc, char ** argv) {
    if (argc < 3) fail("usage: oracle MODEL.gguf GOLDEN.jsonl [f32|f16]");
    llama_log_set([](ggml_log_level level, const char * text, void *) { if (level == GGML_LOG_LEVEL_ERROR) std::cerr << text; }, nullptr);

    llama_model_params model_params = llama_model_default_params();
    model_params.n_gpu_layers = 0;
    model_params.use_extra_bufts = false; // the plain kernels, whatever this machine has
    llama_model * model = llama_model_load_from_file(argv[1], model_params);
    if (!model) fail(std::string("cannot load ") + argv[1]);
    const llama_vocab * vocab = llama_model_get_vocab(model);
    const int vocab_size = llama_vocab_n_tokens(vocab);

    llama_context_params params = llama_context_default_params();
    params.n_ctx = params.n_batch = params.n_ubatch = std::min(2048, llama_model_n_ctx_train(model));
    params.n_threads = params.n_threads_batch = 1;
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    params.type_k = params.type_v = argc > 3 && std::string(argv[3]) == "f16" ? GGML_TYPE_F16 : GGML_TYPE_F32;
    if (const char * scale = std::getenv("ORACLE_ROPE_SCALE")) params.rope_freq_scale = (float) std::atof(scale);
    llama_context * context = llama_init_from_model(model, params);
    if (!context) fail("cannot make a context");

    std::ifstream golden(argv[2]);
    std::string line;
    while (std::getline(golden, line)) {
        json entry = json::parse(line);
        if (!entry.contains("prompt")) { // the recipe
            std::cout << line << "\n";
            continue;
        }
        const std::string prompt = entry["prompt"];
        const bool special = entry.value("special", false); // the prompt spells special tokens, BOS included
        const size_t limit = entry["max_tokens"];
        std::vector<llama_token> tokens = tokenize(vocab, prompt, !special, special), made;

        json steps = json::array();
        std::string text, end = "length";
        float lead = INFINITY;
        llama_memory_clear(llama_get_memory(context), true);
        json result;
        for (const char * name : { "name", "prompt", "special", "messages", "tools" }) if (entry.contains(name)) result[name] = entry[name];
        result["max_tokens"] = limit;
        result["prompt_tokens"] = tokens;
        while (made.size() < limit) {
            if (llama_decode(context, llama_batch_get_one(tokens.data(), (int) tokens.size()))) fail("cannot decode");
            const float * logits = llama_get_logits_ith(context, -1);
            const std::vector<int> top = best(logits, vocab_size, BEST_SHOWN);
            lead = std::min(lead, logits[top[0]] - logits[top[1]]);
            if (steps.size() < STEPS_SHOWN) {
                json step = json::array();
                for (int token : top) step.push_back({ token, std::round(logits[token] * 1e5) / 1e5 });
                steps.push_back(step);
            }
            made.push_back(top[0]);
            if (llama_vocab_is_eog(vocab, top[0])) { end = "stop"; break; }
            text += piece(vocab, top[0]);
            tokens = { top[0] };
        }
        result["steps"] = steps;
        result["tokens"] = made;
        result["text"] = text;
        result["end"] = end;
        result["lead"] = std::round(lead * 1e3) / 1e3;
        std::cout << result.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
    }
    llama_free(context);
    llama_model_free(model);
}
