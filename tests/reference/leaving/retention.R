# Kaplan-Meier curves of R's survival on spells.csv, with late entry and without.
# Run: Rscript retention.R    (writes expected.json; R 4.2, survival 3.5-3)
suppressPackageStartupMessages(library(survival))
spells <- read.csv("spells.csv")
figure <- function(x) ifelse(is.finite(x), trimws(formatC(x, digits = 16, format = "g")), "null")
line <- function(name, x) paste0('"', name, '": [', paste(figure(x), collapse = ", "), "]")
told <- function(fit) {
  gone <- fit$n.event > 0
  paste0("{", paste(line("time", fit$time[gone]), line("at_risk", fit$n.risk[gone]), line("left", fit$n.event[gone]),
    line("retention", fit$surv[gone]), line("greenwood", (fit$std.err[gone])^2), line("low", fit$lower[gone]),
    line("high", fit$upper[gone]), sep = ", "), "}")
}
curve <- function(which, late) {
  some <- spells[which, ]
  fit <- if (late) survfit(Surv(entry, exit, left) ~ 1, some, conf.type = "log-log", timefix = FALSE)
         else survfit(Surv(exit, left) ~ 1, some, conf.type = "log-log", timefix = FALSE)
  told(fit)
}
out <- c()
for (group in unique(spells$group)) {
  out <- c(out, paste0('"', group, '": ', curve(spells$group == group, FALSE)))
}
for (group in c("a", "b", "c")) {
  out <- c(out, paste0('"', group, ' late": ', curve(spells$group == group, TRUE)))
}
out <- c(out, paste0('"together late": ', curve(spells$group %in% c("a", "b", "c"), TRUE)))
out <- c(out, paste0('"together": ', curve(spells$group %in% c("a", "b", "c"), FALSE)))
# what is left at the ends of steps of 3: the share before t = 3, 6, ..., and who is watched when a step begins
some <- spells[spells$group %in% c("a", "b", "c"), ]
fit <- survfit(Surv(exit, left) ~ 1, some, timefix = FALSE)
before <- sapply(seq(3, 36, 3), function(t) { s <- fit$surv[fit$time < t]; if (length(s)) tail(s, 1) else 1 })
out <- c(out, paste0('"steps of 3": {', line("retention", before), ", ",
  line("at_risk", sapply(seq(0, 33, 3), function(t) sum(some$exit >= t))), "}"))
writeLines(paste0("{\n", paste(out, collapse = ",\n"), "\n}"), "expected.json")
