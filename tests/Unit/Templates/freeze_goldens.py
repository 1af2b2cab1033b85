"""Freezes what Python's Jinja2 renders, as Hugging Face's transformers sets it up, into the golden files beside this script.

    python3 freeze_goldens.py <folder with *.jinja files>

Needs jinja2 3.1. features.json keeps its templates and gets new 'expected' fields; models.json is made from conversations.json and the folder.
"""
import datetime, hashlib, json, pathlib, sys
import jinja2, jinja2.ext, jinja2.sandbox

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime(2025, 3, 7, 14, 5, 9)
# Renderings up to this length are kept as text, so that a person can read them; longer ones as length and hash.
KEEP = 600


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_render"), [], [], body).set_lineno(line)

    def _render(self, caller):
        return caller()


def environment(sandbox):
    env = sandbox(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    env.filters["tojson"] = tojson
    # Not in transformers: llama.cpp's templates for DeepSeek use it.
    env.filters["from_json"] = json.loads
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


# transformers uses the immutable sandbox, where list.append fails. Templates that need it (Kimi K2) run elsewhere: they are frozen with the mutable one.
IMMUTABLE = environment(jinja2.sandbox.ImmutableSandboxedEnvironment)
MUTABLE = environment(jinja2.sandbox.SandboxedEnvironment)


def render(source, variables):
    def attempt(env):
        try:
            # JSON again for each attempt: the mutable sandbox may change the variables.
            return {"text": env.from_string(source).render(**json.loads(json.dumps(variables)))}
        except jinja2.exceptions.SecurityError:
            raise
        except jinja2.exceptions.TemplateError as error:
            return {"refused": str(error)} if type(error) is jinja2.exceptions.TemplateError else {"fails": type(error).__name__}
        except Exception as error:
            return {"fails": type(error).__name__}

    try:
        return attempt(IMMUTABLE)
    except jinja2.exceptions.SecurityError:
        try:
            return attempt(MUTABLE)
        except jinja2.exceptions.SecurityError:
            return {"fails": "SecurityError"}


def freeze_features():
    path = HERE / "features.json"
    cases = json.loads(path.read_text(encoding="utf-8"))
    for case in cases:
        result = render(case["template"], case.get("with", {}))
        for key in ("expected", "refused", "fails"):
            case.pop(key, None)
        case.update({"expected": result["text"]} if "text" in result else result)
    path.write_text("[\n" + ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n", encoding="utf-8")
    print(f"{len(cases)} features")


def freeze_models(folder):
    conversations = json.loads((HERE / "conversations.json").read_text(encoding="utf-8"))
    models = {}
    for template in sorted(pathlib.Path(folder).glob("*.jinja")):
        source = template.read_text(encoding="utf-8")
        models[template.stem] = {}
        for name, conversation in conversations.items():
            result = render(source, {"tools": None, "documents": None, "bos_token": "<BOS>", "eos_token": "<EOS>", **conversation})
            if len(result.get("text", "")) > KEEP:
                text = result["text"]
                result = {"length": len(text.encode("utf-16-le")) // 2, "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest()}
            models[template.stem][name] = result
    (HERE / "models.json").write_text(json.dumps(models, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(models)} templates, {len(conversations)} conversations each")


if __name__ == "__main__":
    freeze_features()
    if len(sys.argv) > 1:
        freeze_models(sys.argv[1])
