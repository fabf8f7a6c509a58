# The script of usher_embed: writes a C++ file that includes the files with .incbin, so that their size
# does not affect the compile time.
string(REGEX REPLACE "^(.*)::([^:]+)$" "\\1" space ${FUNCTION})
string(REGEX REPLACE "^(.*)::([^:]+)$" "\\2" name ${FUNCTION})
set(assembly "")
set(declarations "")
set(entries "")
set(index 0)
list(SORT FILES)
foreach(file IN LISTS FILES)
  file(RELATIVE_PATH path ${BASE} ${file})
  set(symbol "usher_embedded_${name}_${index}")
  string(APPEND assembly
    "asm(\".section .rodata\\n.global ${symbol}\\n.global ${symbol}_end\\n\"\n"
    "    \"${symbol}:\\n.incbin \\\"${file}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n")
  string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
  string(APPEND entries
    "      {\"${path}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"base/embedded_file.hpp\"
${assembly}${declarations}namespace ${space} {
std::span<const usher::EmbeddedFile> ${name}() {
  static const usher::EmbeddedFile files[] = {
${entries}  };
  return files;
}
}  // namespace ${space}
")
