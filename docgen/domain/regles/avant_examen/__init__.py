"""The rules of what comes before the exam is over: session, approval, people, convocations, postponements."""
