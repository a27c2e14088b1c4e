-- title: Whether a stack frame is in the application's own code
-- grain: scalar
-- parameters: frame
-- needs:
-- False for what installed packages, the language's library and its runtime do. Takes a frame as stack_frames gives it.
create or replace macro is_in_app(frame) as
    not regexp_matches(
        frame,
        'site-packages|dist-packages|/lib/python\d|\\Lib\\|<frozen |<string>|<__array_function__'
        || '|node_modules|\bnode:|\(internal/|\(native\)|<anonymous>\)?$|Promise\.all \('
        || '|/gems/|/ruby/\d|/lib/ruby/|<internal:|/bin/(?:bundle|rails|rake|puma|sidekiq)\b'
        || '|/vendor/|/usr/(?:local|lib)/go[-0-9.]*/|/pkg/mod/|@v\d+\.|"runtime/|/libexec/src/|^(?:runtime|net/http|reflect|testing)[./]'
        || '|^created by |^panic\(|/rustc/|\.cargo/registry'
        || '|^\s*at (?:[a-z.]+@?[0-9.]*/)?(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|akka|groovy|reactor|rx'
        || '|io\.(?:netty|reactivex|micrometer|undertow|vertx)|org\.(?:springframework|apache|hibernate|eclipse|jboss|junit'
        || '|postgresql|slf4j|aspectj)|com\.(?:zaxxer|fasterxml|mysql|google\.common)|ch\.qos'
        || '|System|Microsoft|Npgsql|Newtonsoft)\.'
        || '|--- End of |lambda_method'
    );
