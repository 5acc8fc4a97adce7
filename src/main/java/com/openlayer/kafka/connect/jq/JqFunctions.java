package com.openlayer.kafka.connect.jq;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;

/**
 * The functions that a filter can call: those of jackson-jq that have no access to the environment, and {@code sha256}.
 */
final class JqFunctions {
    static final Version VERSION = Versions.JQ_1_7;

    /** Functions that read the environment or expose the interpreter's state. */
    private static final Set<String> WITHHELD = Set.of("env/0", "debug_scope/0");

    private static final Scope SCOPE = Scope.newEmptyScope();

    static {
        // Uses the library's class loader, because the thread's may not be the plugin's.
        Map<String, Function> functions = new TreeMap<>(BuiltinFunctionLoader.getInstance()
                .listFunctions(BuiltinFunctionLoader.class.getClassLoader(), VERSION, SCOPE));
        functions.keySet().removeAll(WITHHELD);
        functions.putAll(NativeFunctions.all());
        functions.forEach(SCOPE::addFunction);
    }

    private JqFunctions() {}

    /** The scope of these functions, which filters do not modify. */
    static Scope scope() {
        return SCOPE;
    }

    /** The functions' names, each with the number of its arguments, such as {@code select/1}. */
    static Set<String> signatures() {
        return SCOPE.getLocalFunctions().keySet();
    }
}
